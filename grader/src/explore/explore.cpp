#include "explore/explore.h"

#include "explore/bounded.h"
#include "explore/pct.h"
#include "explore/search.h"
#include "explore/shrink.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace ipclab::explore {
namespace {

bool is_ours(const trace::Trace& trace) {
    return trace.outcome == trace::Outcome::engine_error || trace.outcome == trace::Outcome::interrupted;
}

/// Counts and judges runs; ends the exploration.
class Exploration {
public:
    Exploration(const Run& run, const Judge& judge, const Plan& plan) : run_{run}, judge_{judge}, plan_{plan} {}

    Outcome operator()() {
        using enum Strategy;
        switch (plan_.strategy) {
        case fixed: try_fixed(); break;
        case random: try_random(plan_.runs, false); break;
        case pct: try_random(plan_.runs, true); break;
        case bounded: try_bounded(plan_.bound, plan_.runs); break;
        case complete: try_all(true); break;
        case every: try_all(false); break;
        case automatic:
            if (plan_.fixed_tried) outcome_.coverage.orders = 1;
            if ((plan_.fixed_tried || try_fixed()) && try_all(true) && !outcome_.coverage.complete) {
                const auto half = std::max<std::size_t>(plan_.runs / 2, 1);
                // What needs many to be at an unlucky place at once (five philosophers) is no matter of few changes of
                // priority: even chances find it.
                const auto quarter = (half + 1) / 2;
                if (try_bounded(plan_.bound, half) && try_random(quarter, true)) try_random(quarter, false);
            }
            break;
        }
        if (outcome_.failure && !ours_) {
            if (plan_.shrink) shrink();
            repeat();
        }
        return std::move(outcome_);
    }

private:
    /// One run; false where the exploration is over.
    bool make(schedule::Schedule& schedule, trace::Trace& trace) {
        trace = run_(schedule);
        auto& coverage = outcome_.coverage;
        ++coverage.runs;
        events_ += trace.events.size();
        if (plan_.progress) plan_.progress(coverage.runs);
        if (trace.outcome == trace::Outcome::abandoned) return within_events();
        ++coverage.orders;
        steps_ = std::max(steps_, trace.events.size());
        if (trace.outcome == trace::Outcome::event_limit || trace.outcome == trace::Outcome::cpu_limit) unfinished_ = true;
        ours_ = is_ours(trace);
        if (auto fault = judge_(trace); !fault.empty()) {
            outcome_.failure = Failure{.trace = std::move(trace), .fault = std::move(fault), .schedule = {}};
            take(schedule);
            return false;
        }
        return !ours_ && within_events();
    }
    [[nodiscard]] bool within_events() const { return events_ <= plan_.events; }

    bool try_fixed() {
        const auto schedule = schedule::fixed();
        trace::Trace trace;
        outcome_.coverage.fixed_only = true;
        return make(*schedule, trace);
    }

    bool try_all(bool reduce) {
        auto& coverage = outcome_.coverage;
        const auto before = std::exchange(coverage.orders, 0); // the fixed order is one of them
        Search search{reduce, plan_.output_matters};
        for (std::size_t made = 0; made < plan_.runs; ++made) {
            const auto schedule = search.schedule();
            trace::Trace trace;
            coverage.fixed_only = false;
            if (!make(*schedule, trace)) return false;
            if (search.finished(trace)) {
                if (search.restarted()) coverage.orders = 0;
                continue;
            }
            coverage.complete = !search.diverged() && !unfinished_;
            return true;
        }
        coverage.orders += before;
        return true;
    }

    bool try_bounded(int bound, std::size_t runs) {
        Bounded search{bound, plan_.output_matters};
        for (std::size_t made = 0; made < runs; ++made) {
            const auto schedule = search.schedule();
            trace::Trace trace;
            outcome_.coverage.fixed_only = false;
            if (!make(*schedule, trace)) return false;
            const bool more = search.finished(trace);
            outcome_.coverage.bound = search.tried();
            if (!more) break;
        }
        return true;
    }

    bool try_random(std::size_t runs, bool by_priority) {
        for (std::size_t i = 0; i < runs; ++i) {
            // Depths 1 to 3 in turn: most faults need no more (Lu and others, ASPLOS 2008).
            const auto schedule = by_priority ? pct(plan_.seed + i, steps_, 1 + static_cast<int>(i % 3), i % 2 == 0)
                                              : schedule::seeded(plan_.seed + i);
            trace::Trace trace;
            outcome_.coverage.fixed_only = false;
            ++outcome_.coverage.random;
            if (!make(*schedule, trace)) return false;
        }
        return true;
    }

    /// The same fault in a simpler order, as far as a budget goes.
    void shrink() {
        const auto runs = std::max<std::size_t>(plan_.runs / 2, 1);
        std::size_t made = 0;
        for (bool better = true; better && outcome_.failure->preemptions > 0;) {
            better = false;
            for (const auto& path : simpler(path_)) {
                if (++made > runs || !within_events()) return;
                const auto schedule = following(path);
                if (shows_it(*schedule)) {
                    better = true;
                    break;
                }
            }
        }
        // What is left may still be more than it takes.
        const int bound = std::min(outcome_.failure->preemptions - 1, plan_.bound);
        if (bound < 0) return;
        Bounded search{bound, plan_.output_matters};
        while (++made <= runs && within_events()) {
            const auto schedule = search.schedule();
            trace::Trace trace;
            if (shows_it(*schedule, &trace) || !search.finished(trace)) return;
        }
    }

    /// A run; if it has the same fault with fewer preemptions, it is the one to be shown.
    bool shows_it(schedule::Schedule& schedule, trace::Trace* made = nullptr) {
        auto& failure = *outcome_.failure;
        auto trace = run_(schedule);
        ++outcome_.coverage.runs;
        events_ += trace.events.size();
        if (plan_.progress) plan_.progress(outcome_.coverage.runs);
        const bool ended = !is_ours(trace) && trace.outcome != trace::Outcome::abandoned;
        if (ended && schedule.preemptions() < failure.preemptions && judge_(trace) == failure.fault) {
            failure.trace = std::move(trace);
            take(schedule);
            return true;
        }
        if (made != nullptr) *made = std::move(trace);
        return false;
    }

    void take(const schedule::Schedule& schedule) {
        outcome_.failure->schedule = schedule.decisions();
        outcome_.failure->preemptions = schedule.preemptions();
        path_ = schedule.path();
    }

    void repeat() {
        auto& failure = *outcome_.failure;
        const auto schedule = schedule::parse(failure.schedule);
        const auto trace = run_(*schedule);
        ++outcome_.coverage.runs;
        failure.repeats =
            !is_ours(trace) && !schedule->diverged() && trace::fingerprint(trace) == trace::fingerprint(failure.trace);
    }

    const Run& run_;
    const Judge& judge_;
    const Plan& plan_;
    Outcome outcome_;
    std::size_t events_ = 0, steps_ = 0;
    Path path_; ///< of the failing run
    bool ours_ = false, unfinished_ = false;
};

} // namespace

std::string Coverage::text() const {
    if (complete) return orders == 1 ? "the only order" : fmt::format("all {} orders", orders);
    if (fixed_only) return "one order";
    std::vector<std::string> parts;
    if (bound >= 0)
        parts.push_back(bound == 0 ? "all without preemptions"
                                   : fmt::format("all with up to {} preemption{}", bound, bound == 1 ? "" : "s"));
    if (random > 0) parts.push_back(fmt::format("{} random", random));
    return parts.empty() ? fmt::format("{} of the orders", orders)
                         : fmt::format("{} of the orders ({})", orders, fmt::join(parts, ", "));
}

Outcome explore(const Run& run, const Judge& judge, const Plan& plan) { return Exploration{run, judge, plan}(); }

} // namespace ipclab::explore
