#include "explore/bounded.h"

#include "explore/allowed.h"

#include <algorithm>
#include <utility>

namespace ipclab::explore {

class Follower final : public schedule::Schedule {
public:
    explicit Follower(Bounded& bounded) : bounded_{bounded} {}
    [[nodiscard]] std::string text() const override { return decisions(); }
    [[nodiscard]] bool diverged() const override { return bounded_.diverged(); }

private:
    std::size_t decide(const schedule::Point& point) override { return bounded_.at(point); }
    void note(const schedule::Point& point, std::size_t next) override {
        if (point.candidates.size() == 1) bounded_.at(point);
        bounded_.recency_.note(point.candidates[next]);
    }
    Bounded& bounded_;
};

Bounded::Bounded(int bound, bool output_matters)
    : waiting_(static_cast<std::size_t>(bound) + 1), output_matters_{output_matters} {
    waiting_[0].push_back({.path = nullptr, .length = 0, .next = {}});
}

std::unique_ptr<schedule::Schedule> Bounded::schedule() {
    start_ = std::move(waiting_[level_].front());
    waiting_[level_].pop_front();
    path_.clear();
    forks_.clear();
    past_ = {};
    reader_ = std::make_unique<Reader>(knowledge_, output_matters_);
    recency_ = {};
    read_ = 0;
    preemptions_ = 0;
    return std::make_unique<Follower>(*this);
}

void Bounded::close_step(std::span<const trace::Event> events) {
    if (path_.empty()) return;
    auto step = reader_->read(path_.back(), events.subspan(read_));
    read_ = events.size();
    auto causes = past_.causes(step);
    past_.push(std::move(step), std::move(causes));
}

std::size_t Bounded::at(const schedule::Point& point) {
    close_step(point.events);
    const auto& all = point.candidates;
    const auto able = allowed(point);
    const bool last_could =
        std::ranges::any_of(able, [&](std::size_t i) { return all[i].task == point.last && !all[i].entering; });
    const auto cost = [&](const schedule::Candidate& one) {
        return last_could && one.task != point.last && !one.entering ? 1 : 0;
    };
    const auto depth = path_.size();
    const auto take = [&](std::size_t i) {
        preemptions_ += cost(all[i]);
        path_.push_back(all[i].task);
        return i;
    };
    if (start_.path && depth <= start_.length) {
        const auto task = depth < start_.length ? (*start_.path)[depth] : start_.next;
        const auto found = std::ranges::find(all, task, &schedule::Candidate::task);
        if (found == all.end()) {
            diverged_ = true;
            throw schedule::Abandoned{};
        }
        return take(static_cast<std::size_t>(found - all.begin()));
    }
    std::vector<schedule::Candidate> those;
    for (const auto i : able)
        those.push_back(all[i]);
    const auto best = able[recency_.decide({.candidates = those, .last = point.last, .events = point.events})];
    for (const auto i : able)
        if (i != best) forks_.push_back({.length = depth, .next = all[i].task, .preemptions = preemptions_ + cost(all[i])});
    return take(best);
}

bool Bounded::finished(const trace::Trace& trace) {
    if (diverged_) return false;
    close_step(trace.events);
    const auto path = std::make_shared<const std::vector<trace::TaskId>>(path_);
    for (const auto& fork : forks_) {
        const auto bucket = static_cast<std::size_t>(fork.preemptions);
        if (bucket >= waiting_.size()) continue;
        constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
        if (!seen_.insert(past_.hash(fork.length) ^ odd * static_cast<std::uint64_t>(fork.next.value + 2)).second) continue;
        waiting_[bucket].push_back({.path = path, .length = fork.length, .next = fork.next});
    }
    while (level_ < waiting_.size() && waiting_[level_].empty())
        ++level_;
    return level_ < waiting_.size();
}

} // namespace ipclab::explore
