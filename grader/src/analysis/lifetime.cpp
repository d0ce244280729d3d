#include "analysis/calls.h"
#include "analysis/each_rule.h"
#include "analysis/taken.h"
#include "analysis/waiting.h"
#include "analysis/words.h"
#include "sysv/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <map>

#include <sys/ipc.h>

namespace ipclab::analysis {

namespace {

/// So many findings of one kind are told one by one, the rest by their number.
constexpr std::size_t enough = 5;

bool was_used_by(const History& history, std::size_t object, trace::TaskId process) {
    return std::ranges::any_of(history.uses, [&](const Use& use) { return use.object == object && use.process == process; });
}

/// Somebody who might have removed the object was ended by the scenario, which is no fault of the program's.
bool user_was_killed(const History& history, std::size_t object) {
    const auto maker = history.process_of(history.objects[object].made->task);
    return std::ranges::any_of(history.processes(), [&](trace::TaskId process) {
        const auto& end = history.end_of(process);
        return end && end->signal != 0 && end->killer == trace::script &&
               (was_used_by(history, object, process) || process == maker || history.descends(process, maker));
    });
}

/// A process that wanted the object and ended with a failure: it may not have come to removing it, or been told not to.
std::optional<trace::TaskId> user_that_failed(const History& history, std::size_t object) {
    const auto& life = history.objects[object];
    for (const auto& use : history.uses) {
        const bool by_key = life.key && *life.key != IPC_PRIVATE && key_of(*use.call) == life.key &&
                            sysv::kind_of(*use.call) == life.id.kind;
        if (use.object != object && !by_key) continue;
        if (const auto& end = history.end_of(use.process); end && end->failed()) return use.process;
    }
    return std::nullopt;
}

std::string contents(const sysv::ObjectState& state) {
    if (const auto* queue = std::get_if<sysv::QueueState>(&state))
        return fmt::format("{} in it", counted(queue->qnum, "message"));
    if (const auto* set = std::get_if<sysv::SemaphoreSetState>(&state)) {
        std::vector<std::string> values;
        for (const auto& semaphore : set->semaphores)
            values.push_back(std::to_string(semaphore.value));
        return fmt::format("value{} {}", values.size() == 1 ? "" : "s", listed(values));
    }
    return fmt::format("{} bytes", std::get<sysv::SegmentState>(state).segsz);
}

std::string_view remover(sysv::Kind kind) {
    switch (kind) {
    case sysv::Kind::queue: return "msgctl(id, IPC_RMID, NULL)";
    case sysv::Kind::semaphores: return "semctl(id, 0, IPC_RMID)";
    case sysv::Kind::segment: return "shmctl(id, IPC_RMID, NULL)";
    }
    return "IPC_RMID";
}

Finding leaked(const History& history, std::size_t object, const sysv::ObjectState& state) {
    const auto& life = history.objects[object];
    const Use* made = nullptr;
    const Use* failed = nullptr;
    for (const auto& use : history.uses) {
        if (use.event == life.made) made = &use;
        if (use.object == object && removes(*use.call) && !use.ok()) failed = &use;
    }
    Finding finding;
    finding.rule = "leaked-object";
    const auto kind = life.id.kind;
    finding.message = fmt::format("{}, a {} that {} made with {}, was never removed: it is still there after all processes "
                                  "have ended",
                                  history.name(object), sysv::name_of(kind), history.name(life.made->task),
                                  made ? call_at(*made) : "a get call");
    if (failed)
        finding.message += fmt::format("; {}'s {} with IPC_RMID failed ({})", history.name(failed->process),
                                       call_at(*failed), error_of(*failed));
    finding.message += ".";
    finding.expected = fmt::format("No {} is left.", short_name(kind));
    finding.seen = fmt::format("{} (key {}) with {}.", history.name(object), sysv::key_text(sysv::permissions_of(state).key),
                               contents(state));
    finding.evidence = {life.made->index};
    if (failed) finding.evidence.push_back(failed->event->index);
    finding.where = life.made->where;
    if (history.trace.outcome != trace::Outcome::finished) {
        finding.level = Level::advice;
        finding.help = "The run was stopped before anybody could remove it: mend first what stopped it.";
    } else if (user_was_killed(history, object)) {
        finding.level = Level::advice;
        finding.help = "The scenario ended a process that might have removed it.";
    } else if (const auto who = user_that_failed(history, object)) {
        finding.level = Level::advice;
        finding.help = fmt::format("{} {}: mend that first, then see whether it is removed.", history.name(*who),
                                   how_it_ended(history, *who));
    } else {
        finding.help = fmt::format("Whoever needs it last calls {}; see with ipcs what is left.", remover(kind));
    }
    return finding;
}

/// Messages of `sender` that nobody had received when the queue was removed.
std::size_t unread_of(const History& history, std::size_t queue, trace::TaskId sender) {
    std::size_t sent = 0;
    for (const auto& use : history.uses)
        if (use.object == queue && use.process == sender && use.ok() && std::holds_alternative<sysv::MsgSnd>(*use.call))
            ++sent;
    for (const auto& taken : taken_messages(history, queue))
        if (taken.sent->process == sender) --sent;
    return sent;
}

/// A removed object, and the first call of somebody else that came too late for it: on its id, or for its key.
struct TooLate {
    std::size_t object;
    const Use* use;
};

std::vector<TooLate> too_late(const History& history) {
    std::map<std::size_t, const Use*> first;
    std::map<std::pair<sysv::Kind, std::int32_t>, std::size_t> gone; // the last one removed of each key
    const auto note = [&](std::size_t object, const Use& use) {
        const auto& removed = *history.objects[object].removed;
        if (removed.index < use.event->index && history.process_of(removed.task) != use.process)
            first.try_emplace(object, &use);
    };
    for (const auto& use : history.uses) {
        if (const auto key = key_of(*use.call)) {
            const auto there = gone.find({sysv::kind_of(*use.call), *key});
            const bool made_anew = use.object && use.ok() && history.objects[*use.object].made == use.event;
            if (there != gone.end() && (use.failed_with(ENOENT) || made_anew)) note(there->second, use);
            continue;
        }
        if (!use.object || !history.objects[*use.object].removed) continue;
        const auto& life = history.objects[*use.object];
        if (life.removed == use.event && life.key && *life.key != IPC_PRIVATE) gone[{life.id.kind, *life.key}] = *use.object;
        if (!removes(*use.call) && (use.failed_with(EINVAL) || use.failed_with(EIDRM))) note(*use.object, use);
    }
    std::vector<TooLate> all;
    for (const auto& [object, use] : first)
        all.push_back({object, use});
    return all;
}

/// It waits for ever, or has ended and said that it could not do its work.
bool came_to_grief(const History& history, trace::TaskId process) {
    const auto& end = history.end_of(process);
    return end ? end->failed() && end->killer != trace::script : history.waiting(process) != nullptr;
}

} // namespace

std::vector<Finding> find_leaked_object(const trace::Trace& trace) {
    const History history(trace);
    std::vector<Finding> findings;
    std::size_t more = 0;
    for (const auto& state : trace.left_objects) {
        const auto object = history.life(sysv::id_of(state), static_cast<trace::EventIndex>(trace.events.size()));
        if (!object) continue;
        const auto& life = history.objects[*object];
        if (!life.made || life.made->task == trace::script || life.removed) continue; // not made by the programs
        if (findings.size() < enough)
            findings.push_back(leaked(history, *object, state));
        else
            ++more;
    }
    if (more > 0)
        findings.back().message += fmt::format(" {} more {} left as well.", more, more == 1 ? "object is" : "objects are");
    return findings;
}

std::vector<Finding> find_leaked_process(const trace::Trace& trace) {
    // A run that was stopped leaves everybody who was still at work: that is told by what stopped it.
    if (trace.outcome != trace::Outcome::finished) return {};
    const History history(trace);
    std::vector<Finding> findings;
    std::size_t more = 0;
    for (const auto task : trace.left_processes) {
        const auto process = history.process_of(task);
        if (process != task || history.end_of(process)) continue; // a thread, or it came to its own end in time
        if (findings.size() == enough) {
            ++more;
            continue;
        }
        Finding finding;
        finding.rule = "leaked-process";
        for (const auto& event : trace.events) {
            const auto* forked = std::get_if<trace::Forked>(&event.what);
            if (!forked || forked->child != process) continue;
            finding.evidence.push_back(event.index);
            finding.where = event.where;
            finding.message = fmt::format("{}, which {} started{}, was still running when everybody else had ended",
                                          history.name(process), history.name(event.task), at(event));
        }
        if (finding.message.empty())
            finding.message = fmt::format("{} was still running when everybody else had ended", history.name(process));
        if (const auto* waiting = history.waiting(process)) {
            if (const auto* begins = beginning(history, *waiting)) finding.evidence.push_back(begins->index);
            finding.message += fmt::format(": it waits {}", what_it_waits_for(history, *waiting));
        }
        finding.message += ".";
        finding.expected = "No process is left.";
        finding.help =
            "A parent waits for its children with wait or waitpid, and tells those to end that would run for ever.";
        findings.push_back(std::move(finding));
    }
    if (more > 0)
        findings.back().message +=
            fmt::format(" {} more {} left as well.", more, more == 1 ? "process was" : "processes were");
    return findings;
}

std::vector<Finding> find_removed_too_early(const trace::Trace& trace) {
    const History history(trace);
    std::vector<Finding> findings;
    for (const auto& [object, late] : too_late(history)) {
        if (!came_to_grief(history, late->process)) continue;
        const auto& life = history.objects[object];
        const auto who = history.process_of(life.removed->task);
        const auto& end = history.end_of(who);
        const auto unread = life.id.kind == sysv::Kind::queue ? unread_of(history, object, who) : 0;
        Finding finding;
        finding.rule = "removed-too-early";
        // Removing is also how a server tells its clients to stop. Only who throws away what it has sent itself, and calls
        // that a success, did not mean it.
        finding.level = unread > 0 && end && !end->failed() ? Level::error : Level::advice;
        const auto lost =
            unread > 0 ? fmt::format(" with {} of its own in it that nobody had received", counted(unread, "message")) : "";
        const auto then =
            late->ok() ? "made a new, empty one with the same key" : fmt::format("failed ({})", errno_of(*late));
        finding.message =
            fmt::format("{} removed {}{}{}; {}'s {} came too late and {}.", history.name(who), history.name(object),
                        at(*life.removed), lost, history.name(late->process), call_at(*late), then);
        finding.evidence = {life.removed->index, late->event->index};
        finding.where = life.removed->where;
        finding.help = "Whoever needs the object last removes it: with messages, that is the receiver.";
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace ipclab::analysis
