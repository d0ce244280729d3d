#include "schedule/recency.h"

#include <algorithm>
#include <optional>

namespace ipclab::schedule {

std::uint64_t Recency::turn_of(trace::TaskId task) const {
    const auto found = turns_.find(task);
    return found == turns_.end() ? 0 : found->second;
}

std::size_t Recency::decide(const Point& point) const {
    const bool only_pollers = std::ranges::all_of(point.candidates, &Candidate::polling);
    std::optional<std::size_t> longest;
    std::optional<std::size_t> the_script;
    // Who cannot complete its call waits for it from the start, as in a machine where nobody is kept from it.
    const auto entering = std::ranges::find_if(point.candidates, &Candidate::entering);
    if (entering != point.candidates.end()) return static_cast<std::size_t>(entering - point.candidates.begin());
    for (std::size_t i = 0; i < point.candidates.size(); ++i) {
        const Candidate& candidate = point.candidates[i];
        if (candidate.polling && !only_pollers) continue;
        // A poller that went on and on would keep the others from doing what it polls for: pollers take turns.
        if (candidate.task == point.last && !candidate.polling) return i;
        if (candidate.task == trace::script) the_script = i;
        if (!longest || turn_of(candidate.task) < turn_of(point.candidates[*longest].task)) longest = i;
    }
    return the_script.value_or(longest.value_or(0));
}

namespace {

class Fixed final : public Schedule {
public:
    [[nodiscard]] std::string text() const override { return "fixed"; }

private:
    std::size_t decide(const Point& point) override { return recency_.decide(point); }
    void note(const Point& point, std::size_t next) override { recency_.note(point.candidates[next]); }
    Recency recency_;
};

} // namespace

std::unique_ptr<Schedule> fixed() { return std::make_unique<Fixed>(); }

} // namespace ipclab::schedule
