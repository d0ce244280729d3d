#include "judge/check_findings.h"

#include "analysis/rules.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace ipclab::judge {

namespace {

using analysis::Finding;
using analysis::Level;
using trace::Outcome;

/// Nothing can be said for certain about how such a run would have ended: we lost sight of somebody, or had no more patience.
bool is_cut_short(Outcome outcome) {
    switch (outcome) {
    case Outcome::stuck:
    case Outcome::cpu_limit:
    case Outcome::event_limit:
    case Outcome::output_limit:
    case Outcome::process_limit: return true;
    default: return false;
    }
}

/// It waits for something that nobody is left to give. Another process that is still there may be a service, or at work.
bool is_abandoned(const trace::Trace& run, trace::TaskId process) {
    using What = trace::WaitsFor::What;
    return std::ranges::any_of(run.waiting, [&](const trace::Waiting& waiting) {
        const auto what = waiting.waits_for.what;
        return waiting.task == process && what != What::time && what != What::outside && what != What::unmodelled;
    });
}

/// Who sleeps between two questions may give up in the end; an hour of the programs' time is enough to see it.
bool may_give_up(const trace::Trace& run) {
    constexpr std::size_t lately = 100;
    constexpr std::chrono::hours patience{1};
    if (run.outcome != Outcome::livelock || run.events.back().time >= patience) return false;
    const auto from = run.events.size() > lately ? run.events.end() - lately : run.events.begin();
    return std::any_of(from, run.events.end(),
                       [](const trace::Event& event) { return std::holds_alternative<trace::ClockAdvanced>(event.what); });
}

/// Nobody clears up after SIGKILL: that an object is left then is what was asked for.
bool kills(const std::vector<engine::Fault>& faults) {
    return std::ranges::any_of(faults, [](const auto& fault) { return fault.kind == engine::Fault::Kind::kill; });
}

} // namespace

std::vector<Finding> wrong_in(const trace::Trace& run, const std::vector<engine::Fault>& faults) {
    auto findings = analysis::apply(run);
    const bool all_abandoned =
        std::ranges::all_of(run.left_processes, [&](const auto process) { return is_abandoned(run, process); });
    for (auto& finding : findings) {
        const bool may_end_yet = finding.rule == "leaked-process" || finding.rule == "leaked-object";
        if (is_cut_short(run.outcome) || may_give_up(run) || (may_end_yet && !all_abandoned) ||
            (finding.rule == "leaked-object" && kills(faults)))
            finding.level = Level::advice;
    }
    return findings;
}

std::vector<Finding> findings_of(const trace::Trace& run, const std::vector<engine::Fault>& faults) {
    auto findings = wrong_in(run, faults);
    if (is_posix_only(run))
        for (auto& finding : findings) {
            finding.level = Level::advice;
            finding.help =
                "In this order, who waits is not served first come, first served. Linux always does that, but POSIX "
                "does not promise it: on another system it can come so. " +
                finding.help;
        }
    return findings;
}

bool is_posix_only(const trace::Trace& run) {
    const auto meant = engine::text({.kind = engine::Fault::Kind::waiters, .who = {}, .when = {}});
    return std::ranges::any_of(run.events, [&](const trace::Event& event) {
        const auto* faulted = std::get_if<trace::Faulted>(&event.what);
        return faulted != nullptr && faulted->fault == meant;
    });
}

bool has_rivals(const trace::Trace& run) {
    using Place = std::pair<sysv::ObjectId, int>;
    std::map<trace::TaskId, Place> waiting;
    for (const auto& event : run.events) {
        const auto* blocked = std::get_if<trace::Blocked>(&event.what);
        if (blocked == nullptr || !blocked->waits_for.object || blocked->waits_for.what == trace::WaitsFor::What::room) {
            waiting.erase(event.task);
            continue;
        }
        const Place place{*blocked->waits_for.object, blocked->waits_for.semnum};
        if (std::ranges::any_of(waiting, [&](const auto& other) { return other.second == place; })) return true;
        waiting.insert_or_assign(event.task, place);
    }
    return false;
}

} // namespace ipclab::judge
