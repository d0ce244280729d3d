// What only worked because a process had slept long enough.

#include "analysis/accesses.h"
#include "analysis/calls.h"
#include "analysis/each_rule.h"
#include "analysis/race_search.h"
#include "analysis/taken.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include <sys/ipc.h>
#include <sys/sem.h>

namespace ipclab::analysis {

namespace {

/// A sleep that came to its end.
struct Sleep {
    trace::EventIndex from = 0, to = 0;
    [[nodiscard]] bool contains(trace::EventIndex index) const { return from < index && index < to; }
};

std::map<trace::TaskId, std::vector<Sleep>> sleeps(const History& history) {
    std::map<trace::TaskId, std::vector<Sleep>> found;
    for (const auto& event : history.trace.events) {
        const auto* called = std::get_if<trace::Called>(&event.what);
        if (!called || !called->result.ok() || !called->blocked) continue;
        const auto* time = std::get_if<trace::TimeCall>(&called->call);
        if (time && time->name.find("sleep") != std::string::npos)
            found[history.process_of(event.task)].push_back({*called->blocked, event.index});
    }
    return found;
}

/// The last sleep before an event of this process.
const Sleep* last_sleep(const std::vector<Sleep>& all, trace::EventIndex before) {
    const Sleep* last = nullptr;
    for (const auto& sleep : all)
        if (sleep.to < before) last = &sleep;
    return last;
}

/// A call that fails at once where the other's call has not been made, and that did not look whether it has.
bool takes_for_granted(const Use& use) {
    if (const auto flags = get_flags_of(*use.call)) return (*flags & IPC_CREAT) == 0;
    return never_waits(*use.call) && (std::holds_alternative<sysv::MsgRcv>(*use.call) || lowers(*use.call));
}

/// It had tried before and been told to come again: that is looking, not hoping.
bool tried_before(const History& history, const Use& use) {
    for (const auto& earlier : history.uses) {
        if (earlier.event->index >= use.event->index) break;
        if (earlier.process != use.process || !same_attempt(*earlier.call, *use.call)) continue;
        if (earlier.failed_with(ENOENT) || earlier.failed_with(ENOMSG) || earlier.failed_with(EAGAIN)) return true;
    }
    return false;
}

/// The other process's call without which this one would have failed; null where there is none, or several.
const trace::Event* enabler(const History& history, const Use& use) {
    if (get_flags_of(*use.call)) return history.objects[*use.object].made;
    if (std::holds_alternative<sysv::MsgRcv>(*use.call)) {
        for (const auto& taken : taken_messages(history, *use.object))
            if (taken.received == &use) return taken.sent->event;
        return nullptr;
    }
    const trace::Event* raised = nullptr;
    for (const auto& other : history.uses) {
        if (other.event->index >= use.event->index) break;
        if (other.object != use.object || !other.ok() || !raises(*other.call)) continue;
        if (raised) return nullptr;
        raised = other.event;
    }
    return raised;
}

std::string what_was_done(const History& history, const trace::Event& event) {
    const auto& called = std::get<trace::Called>(event.what);
    const auto& call = std::get<sysv::Call>(called.call);
    return fmt::format("{}'s {}{}", history.name(history.process_of(event.task)), sysv::name_of(call), at(event));
}

Finding found(const History& history, trace::TaskId sleeper, const Sleep& sleep, std::string then, std::string because) {
    Finding finding;
    finding.rule = "sleep-as-synchronisation";
    finding.level = Level::advice;
    const auto& event = history.trace.events[sleep.to];
    finding.message = fmt::format("{} sleeps{} and then {}, which only works because {} while it slept: nothing but time "
                                  "orders the two.",
                                  history.name(sleeper), at(event), then, because);
    finding.expected = "Who needs what another process does waits for it, however long it takes.";
    finding.evidence = {sleep.from, sleep.to};
    finding.where = event.where;
    finding.help =
        "Replace the sleep by a call that waits for the other one: msgrcv without IPC_NOWAIT, or semop with -1 that the "
        "other one's +1 lets go on.";
    return finding;
}

} // namespace

std::vector<Finding> find_sleep_as_synchronisation(const trace::Trace& trace) {
    const History history(trace);
    const auto all = sleeps(history);
    if (all.empty()) return {};
    const HappensBefore order(trace);
    std::vector<Finding> findings;
    std::set<std::pair<trace::TaskId, int>> told; // by the sleep's line
    const auto add = [&](trace::TaskId sleeper, const Sleep& sleep, std::string then, std::string because,
                         trace::EventIndex first, trace::EventIndex second) {
        const auto& where = trace.events[sleep.to].where;
        if (!told.emplace(sleeper, where ? where->line : 0).second) return;
        auto finding = found(history, sleeper, sleep, std::move(then), std::move(because));
        finding.evidence.push_back(first);
        finding.evidence.push_back(second);
        std::ranges::sort(finding.evidence);
        findings.push_back(std::move(finding));
    };
    for (const auto& use : history.uses) {
        const auto sleeper = all.find(use.process);
        if (sleeper == all.end() || !use.ok() || !use.object || !takes_for_granted(use)) continue;
        const auto* sleep = last_sleep(sleeper->second, use.event->index);
        const auto* enabled = sleep ? enabler(history, use) : nullptr;
        if (!enabled || !sleep->contains(enabled->index) || history.process_of(enabled->task) == use.process) continue;
        if (order.before(enabled->index, sleep->to) || tried_before(history, use)) continue;
        add(use.process, *sleep, fmt::format("calls {}", call_at(use)),
            fmt::format("{} came", what_was_done(history, *enabled)), enabled->index, use.event->index);
    }
    if (!trace.watched) return findings;
    for (const auto& race : find_races(trace, order)) {
        const auto& late = trace.events[race.second];
        const auto process = history.process_of(late.task);
        const auto sleeper = all.find(process);
        const auto* sleep = sleeper == all.end() ? nullptr : last_sleep(sleeper->second, race.second);
        if (!sleep || !sleep->contains(race.first)) continue;
        // Who looked at the same place before, too, asks again and again.
        bool looked = false;
        for (trace::EventIndex i = 0; i < sleep->from && !looked; ++i) {
            const auto* access = std::get_if<trace::Accessed>(&trace.events[i].what);
            looked = access && trace.events[i].where == late.where && history.process_of(trace.events[i].task) == process;
        }
        if (looked) continue;
        const auto& other = trace.events[race.first];
        const auto& access = access_of(trace, race.second);
        add(process, *sleep,
            fmt::format("{} {} of {}{}", is_write(access) ? "writes" : "reads", bytes_text(race.begin, race.end),
                        history.names.object(access.segment, race.second), at(late)),
            fmt::format("{} {} them{}", history.name(history.process_of(other.task)), did_text(access_of(trace, race.first)),
                        at(other)),
            race.first, race.second);
    }
    return findings;
}

} // namespace ipclab::analysis
