#include "explore/search.h"

#include "explore/allowed.h"

#include <algorithm>
#include <utility>

namespace ipclab::explore {
namespace {

bool contains(const std::vector<trace::TaskId>& tasks, trace::TaskId task) {
    return std::ranges::find(tasks, task) != tasks.end();
}

} // namespace

/// Asks the search at every step, also where there is no choice.
class Guided final : public schedule::Schedule {
public:
    explicit Guided(Search& search) : search_{search} {}
    [[nodiscard]] std::string text() const override { return decisions(); }
    [[nodiscard]] bool diverged() const override { return search_.diverged(); }

private:
    std::size_t decide(const schedule::Point& point) override { return search_.at(point); }
    void note(const schedule::Point& point, std::size_t next) override {
        if (point.candidates.size() == 1) search_.at(point);
        search_.recency_.note(point.candidates[next]);
    }
    Search& search_;
};

std::unique_ptr<schedule::Schedule> Search::schedule() {
    depth_ = read_ = 0;
    restarted_ = false;
    reader_ = std::make_unique<Reader>(knowledge_, output_matters_);
    recency_ = {};
    return std::make_unique<Guided>(*this);
}

std::size_t Search::at(const schedule::Point& point) {
    close_step(point.events);
    if (depth_ >= prefix_) return open(point);
    const auto chosen = stack_[depth_++].chosen;
    const auto found = std::ranges::find(point.candidates, chosen, &schedule::Candidate::task);
    if (found == point.candidates.end()) {
        diverged_ = true;
        throw schedule::Abandoned{};
    }
    return static_cast<std::size_t>(found - point.candidates.begin());
}

void Search::close_step(std::span<const trace::Event> events) {
    if (depth_ == 0) return;
    auto step = reader_->read(stack_[depth_ - 1].chosen, events.subspan(read_));
    read_ = events.size();
    if (depth_ <
        prefix_) { // as it was; who makes his keys of new files touches other things each time, and nothing can be concluded
        const auto touches = [](const Effect& effect) { return std::pair{effect.resource, effect.mode}; };
        diverged_ = diverged_ || !std::ranges::equal(step.effects, past_.step(depth_ - 1).effects, {}, touches, touches);
        return;
    }
    auto causes = order(step);
    // Whose call another one lets complete may have been about to go on without: a signal has interrupted it. No later step of its
    // tells of that, since all of them come after this one.
    auto& node = stack_[depth_ - 1];
    for (const auto task : step.tasks)
        if (reduce_ && task != step.by && contains(node.allowed, task)) node.wanted.insert(task);
    past_.push(std::move(step), std::move(causes));
}

Steps Search::order(const Footprint& step) {
    if (!reduce_) return {};
    return past_.causes(step, [&](std::size_t first, const Steps& before) { return want(first, step, before); });
}

// Whether the later step could not have been made before `first`, also after those of `rest` that happen before it.
bool Search::made_possible(std::size_t first, const Footprint& later, const Steps& before, const Steps& rest) const {
    const auto untouched = [&](const Resource& resource) {
        for (std::size_t i = first + 1; i < past_.size(); ++i)
            if (before.has(i) && rest.has(i) && std::ranges::any_of(past_.step(i).effects, [&](const Effect& effect) {
                    return effect.resource == resource;
                }))
                return false;
        return true;
    };
    for (const auto& one : past_.step(first).effects)
        for (const auto& other : later.effects)
            if (one.resource == other.resource && makes_possible(one, other) &&
                (one.mode == Effect::Mode::end || untouched(one.resource))) // nothing else ends a child
                return true;
    return false;
}

// Step `first` and a later one depend on each other, and nothing orders them: whoever can begin with what came after `first`
// without happening after it, and then makes the later step, has to go on before `first` as well. (Abdulla, Aronis, Jonsson,
// Sagonas: "Optimal dynamic partial order reduction", POPL 2014: source sets.)
bool Search::want(std::size_t first, const Footprint& later, const Steps& before) {
    auto& node = stack_[first];
    Steps rest;
    std::vector<trace::TaskId> would_do;
    for (std::size_t i = first + 1; i < past_.size(); ++i) {
        if (past_.before(i).has(first)) continue;
        if (!past_.before(i).meets(rest) && contains(node.allowed, past_.step(i).by)) would_do.push_back(past_.step(i).by);
        rest.add(i);
    }
    const bool at_once = !before.meets(rest);
    const bool could = contains(node.able, later.by) || contains(node.allowed, later.by);
    // It could not have been made yet: `first` only made it possible.
    if (at_once ? !could : made_possible(first, later, before, rest)) return false;
    if (at_once && contains(node.allowed, later.by)) would_do.push_back(later.by);
    if (would_do.empty())
        node.wanted.insert(node.allowed.begin(), node.allowed.end());
    else if (std::ranges::none_of(would_do, [&](trace::TaskId one) { return node.wanted.contains(one); }))
        node.wanted.insert(would_do.back());
    return at_once; // after other steps, it may still not have been possible
}

std::map<trace::TaskId, Footprint> Search::asleep() const {
    std::map<trace::TaskId, Footprint> still;
    if (stack_.empty() || !reduce_) return still;
    const auto& last = stack_.back();
    for (const auto* those : {&last.sleep, &last.tried})
        for (const auto& [task, step] : *those)
            if (task != last.chosen && commute(past_.step(past_.size() - 1), step, knowledge_))
                still.insert_or_assign(task, step);
    return still;
}

std::size_t Search::open(const schedule::Point& point) {
    Node node;
    node.sleep = asleep();
    std::vector<schedule::Candidate> awake;
    std::vector<std::size_t> indices;
    for (const auto& candidate : point.candidates)
        if (!candidate.entering && !candidate.polling) node.able.push_back(candidate.task);
    for (const auto i : allowed(point)) {
        const auto& candidate = point.candidates[i];
        node.allowed.push_back(candidate.task);
        if (node.sleep.contains(candidate.task)) continue;
        awake.push_back(candidate);
        indices.push_back(i);
    }
    std::erase_if(node.sleep, [&](const auto& entry) { return !contains(node.allowed, entry.first); });
    if (awake.empty()) {
        // What comes next is not made, but it is known.
        for (const auto& [task, step] : node.sleep)
            static_cast<void>(order(step));
        for (const auto& candidate : point.candidates)
            if (candidate.entering && candidate.call != nullptr)
                static_cast<void>(order(reader_->of_waiting(candidate.task, *candidate.call)));
        stack_.push_back(std::move(node));
        ++depth_;
        throw schedule::Abandoned{};
    }
    const auto best = recency_.decide({.candidates = awake, .last = point.last, .events = point.events});
    node.chosen = awake[best].task;
    if (reduce_)
        node.wanted.insert(node.chosen);
    else
        node.wanted.insert(node.allowed.begin(), node.allowed.end());
    stack_.push_back(std::move(node));
    ++depth_;
    return indices[best];
}

bool Search::finished(const trace::Trace& trace) {
    if (diverged_) return false;
    const bool given_up = trace.outcome == trace::Outcome::abandoned;
    if (!given_up) close_step(trace.events);
    if (!(knowledge_ == at_start_)) {
        at_start_ = knowledge_;
        if (prefix_ > 0) { // what sleeps may not have had a right to; the first run had no such past
            restart();
            return true;
        }
    }
    return backtrack();
}

void Search::restart() {
    stack_.clear();
    past_.cut(0);
    prefix_ = 0;
    restarted_ = true;
}

bool Search::backtrack() {
    while (!stack_.empty()) {
        auto& node = stack_.back();
        const auto index = stack_.size() - 1;
        if (!node.wanted.empty() && index < past_.size()) node.tried.insert_or_assign(node.chosen, past_.step(index));
        past_.cut(index);
        const auto next = std::ranges::find_if(node.wanted, [&](trace::TaskId task) {
            return !node.tried.contains(task) && !(reduce_ && node.sleep.contains(task));
        });
        if (next != node.wanted.end()) {
            node.chosen = *next;
            prefix_ = stack_.size();
            return true;
        }
        stack_.pop_back();
    }
    return false;
}

} // namespace ipclab::explore
