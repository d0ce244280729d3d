#include "schedule/recency.h"
#include "schedule/text.h"

#include <utility>

namespace ipclab::schedule {

namespace {

class Replayed final : public Schedule {
public:
    explicit Replayed(std::vector<Decision> decisions) : decisions_(std::move(decisions)) {}
    [[nodiscard]] std::string text() const override { return decisions_text(decisions_); }
    [[nodiscard]] bool diverged() const override { return diverged_; }

private:
    std::size_t decide(const Point& point) override {
        if (!diverged_ && next_ < decisions_.size()) {
            const std::size_t index = decisions_[next_++];
            if (index < point.candidates.size()) return index;
            diverged_ = true;
        }
        return recency_.decide(point);
    }
    void note(const Point& point, std::size_t next) override { recency_.note(point.candidates[next]); }

    std::vector<Decision> decisions_;
    std::size_t next_ = 0;
    bool diverged_ = false;
    Recency recency_;
};

} // namespace

std::unique_ptr<Schedule> replayed(std::vector<Decision> decisions) {
    return std::make_unique<Replayed>(std::move(decisions));
}

} // namespace ipclab::schedule
