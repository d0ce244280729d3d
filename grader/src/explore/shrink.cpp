#include "explore/shrink.h"

#include "explore/allowed.h"
#include "schedule/recency.h"

#include <algorithm>
#include <iterator>
#include <list>
#include <utility>

namespace ipclab::explore {
namespace {

constexpr std::size_t most_moves = 1000; // no budget is larger

class Following final : public schedule::Schedule {
public:
    explicit Following(const Path& path) : wishes_(path.begin(), path.end()) {}
    [[nodiscard]] std::string text() const override { return decisions(); }

private:
    std::size_t decide(const schedule::Point& point) override {
        for (auto wish = wishes_.begin(); wish != wishes_.end(); ++wish) {
            const auto found = std::ranges::find_if(
                point.candidates, [&](const auto& one) { return one.task == *wish && !one.polling && !one.entering; });
            if (found != point.candidates.end()) return static_cast<std::size_t>(found - point.candidates.begin());
        }
        std::vector<schedule::Candidate> those;
        const auto able = allowed(point);
        for (const auto i : able)
            those.push_back(point.candidates[i]);
        return able[recency_.decide({.candidates = those, .last = point.last, .events = point.events})];
    }
    void note(const schedule::Point& point, std::size_t next) override {
        const auto wish = std::ranges::find(wishes_, point.candidates[next].task);
        if (wish != wishes_.end()) wishes_.erase(wish);
        recency_.note(point.candidates[next]);
    }

    std::list<trace::TaskId> wishes_;
    schedule::Recency recency_;
};

} // namespace

std::vector<Path> simpler(const Path& path) {
    struct Stretch {
        std::size_t begin = 0, end = 0;
    };
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (i == 0 || path[i] != path[i - 1]) stretches.push_back({i, i});
        stretches.back().end = i + 1;
    }
    const auto at = [&](std::size_t index) { return path.begin() + static_cast<std::ptrdiff_t>(index); };
    const auto moved = [&](std::size_t to, std::size_t from) { // stretch `from` to right behind stretch `to`
        const auto [begin, end] = stretches[from];
        Path changed(path.begin(), at(stretches[to].end));
        changed.insert(changed.end(), at(begin), at(end));
        changed.insert(changed.end(), at(stretches[to].end), at(begin));
        changed.insert(changed.end(), at(end), path.end());
        return changed;
    };
    std::vector<Path> joined, others;
    for (std::size_t to = 0; to < stretches.size(); ++to) {
        bool first = true;
        for (std::size_t from = to + 2; from < stretches.size(); ++from) {
            const bool same = path[stretches[from].begin] == path[stretches[to].begin];
            if (same && std::exchange(first, false))
                joined.push_back(moved(to, from));
            else if (!same && others.size() < most_moves)
                others.push_back(moved(to, from));
        }
    }
    joined.insert(joined.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
    return joined;
}

std::unique_ptr<schedule::Schedule> following(const Path& path) { return std::make_unique<Following>(path); }

} // namespace ipclab::explore
