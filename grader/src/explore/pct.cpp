#include "explore/pct.h"

#include "explore/allowed.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace ipclab::explore {
namespace {

class Pct final : public schedule::Schedule {
public:
    Pct(std::uint64_t seed, std::size_t steps, int depth, bool early) : random_{seed}, early_{early} {
        for (int i = 1; i < depth; ++i)
            changes_.insert(random_() % std::max<std::size_t>(steps, 1));
    }
    /// What it decided: its random numbers are nobody's business.
    [[nodiscard]] std::string text() const override { return decisions(); }

private:
    std::size_t decide(const schedule::Point& point) override {
        std::vector<std::size_t> able;
        if (early_) {
            for (std::size_t i = 0; i < point.candidates.size(); ++i)
                if (!point.candidates[i].polling) able.push_back(i);
        }
        if (able.empty()) able = allowed(point);
        auto best = highest(point, able);
        if (changes_.contains(step_)) {
            priority_[point.candidates[best].task] = lowest_--;
            best = highest(point, able);
        }
        return best;
    }
    void note(const schedule::Point&, std::size_t) override { ++step_; }

    std::size_t highest(const schedule::Point& point, const std::vector<std::size_t>& able) {
        for (const auto i : able) {
            constexpr std::int64_t many = 1'000'000'000;
            const auto& task = point.candidates[i].task;
            if (!priority_.contains(task)) priority_.emplace(task, static_cast<std::int64_t>(random_() % many) + 1);
        }
        return *std::ranges::max_element(able, {}, [&](std::size_t i) { return priority_.at(point.candidates[i].task); });
    }

    std::mt19937_64 random_; // the same everywhere, by the standard
    bool early_;
    std::set<std::size_t> changes_;
    std::map<trace::TaskId, std::int64_t> priority_;
    std::int64_t lowest_ = 0;
    std::size_t step_ = 0;
};

} // namespace

std::unique_ptr<schedule::Schedule> pct(std::uint64_t seed, std::size_t steps, int depth, bool early) {
    return std::make_unique<Pct>(seed, steps, depth, early);
}

} // namespace ipclab::explore
