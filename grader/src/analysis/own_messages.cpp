// A process that takes a message out of a queue that it has put in itself, for somebody else.

#include "analysis/each_rule.h"
#include "analysis/taken.h"
#include "analysis/waiting.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ipclab::analysis {

namespace {

/// What the receiver did with the queue just before: where it sent something, it was waiting for the answer.
const Use* asked(const History& history, const Taken& way) {
    const Use* last = nullptr;
    for (const auto& use : history.uses) {
        if (&use == way.received) break;
        if (use.process == way.received->process && use.object == way.received->object) last = &use;
    }
    return last && last->ok() && std::holds_alternative<sysv::MsgSnd>(*last->call) ? last : nullptr;
}

/// The question comes back as the answer.
bool is_echo(const History& history, const Taken& way) {
    return way.sent->process == way.received->process && asked(history, way) == way.sent;
}

/// The question of another one who asks, in the same line of the same program.
bool is_anothers_question(const History& history, const Taken& way) {
    const auto* own = asked(history, way);
    const auto where = own ? place(*own->event) : "";
    return !where.empty() && way.sent->process != way.received->process && where == place(*way.sent->event);
}

/// Whether a process that asks so could take what another one, who asks so, is meant to get.
bool asks_for_the_same(long own, long other) { return own <= 0 || own == other; }

/// Another process that waits for ever for just this message.
const trace::Waiting* misses_it(const History& history, const Taken& way) {
    const auto outcome = history.trace.outcome;
    if (outcome != trace::Outcome::deadlock && outcome != trace::Outcome::livelock &&
        outcome != trace::Outcome::step_not_reached)
        return nullptr;
    const auto type = std::get<sysv::MsgSnd>(*way.sent->call).message->type;
    const auto own = std::get<sysv::MsgRcv>(*way.received->call).msgtyp;
    for (const auto& waiting : history.trace.waiting) {
        const auto& waits = waiting.waits_for;
        if (waits.what == trace::WaitsFor::What::message && object_of(history, waiting) == way.sent->object &&
            history.process_of(waiting.task) != way.sent->process &&
            history.process_of(waiting.task) != way.received->process && is_wanted(type, waits.msgtyp, waits.msgflg) &&
            asks_for_the_same(own, waits.msgtyp))
            return &waiting;
    }
    return nullptr;
}

/// The one other process with which this one talks over the queue, both ways; nothing where there are more, or one that only
/// sends or only receives.
std::optional<trace::TaskId> partner(const History& history, const Taken& way) {
    std::optional<trace::TaskId> found;
    const auto queue = *way.sent->object;
    for (const auto process : history.processes()) {
        const auto* did = history.dealings(queue, process);
        if (process == way.sent->process || !did || (!did->sent && !did->received)) continue;
        if (found || !did->sent || !did->received) return std::nullopt;
        found = process;
    }
    return found;
}

/// The partner takes messages in a way in which it could have taken this one.
bool takes_such(const History& history, const Taken& way, trace::TaskId process) {
    const auto type = std::get<sysv::MsgSnd>(*way.sent->call).message->type;
    const auto own = std::get<sysv::MsgRcv>(*way.received->call).msgtyp;
    return std::ranges::any_of(history.uses, [&](const Use& use) {
        const auto* receive = std::get_if<sysv::MsgRcv>(use.call);
        return receive && use.process == process && use.object == way.sent->object &&
               is_wanted(type, receive->msgtyp, receive->msgflg) && asks_for_the_same(own, receive->msgtyp);
    });
}

Finding own_message(const History& history, const Taken& way, const std::string& consequence) {
    Finding finding;
    finding.rule = "own-message-received";
    const auto who = history.name(way.received->process), sender = history.name(way.sent->process);
    const bool own = way.sent->process == way.received->process;
    finding.message =
        fmt::format("{}'s {} took the message that {} had sent{} in {}{}{}.", who, call_at(*way.received), sender,
                    own ? " itself" : "", call_at(*way.sent), own ? "" : ", where " + who + " sends its own", consequence);
    finding.expected = "Each direction has a type, or a queue, of its own.";
    finding.evidence = {way.sent->event->index, way.received->event->index};
    finding.where = way.received->event->where;
    finding.help = "Give requests one type and answers another, the asker's pid for instance, and tell msgrcv which of "
                   "them it shall take.";
    return finding;
}

} // namespace

std::vector<Finding> find_own_message_received(const trace::Trace& trace) {
    const History history(trace);
    std::vector<Finding> findings;
    for (std::size_t queue = 0; queue < history.objects.size(); ++queue) {
        if (history.objects[queue].id.kind != sysv::Kind::queue) continue;
        std::optional<Finding> advice;
        bool told = false;
        for (const auto& way : taken_messages(history, queue)) {
            const bool echo = is_echo(history, way);
            if (told || (!echo && !is_anothers_question(history, way))) continue;
            if (const auto* waiting = misses_it(history, way)) {
                auto finding =
                    own_message(history, way, fmt::format("; {} waits for that one for ever", history.name(waiting->task)));
                if (beginning(history, *waiting)) finding.evidence.push_back(waiting->blocked);
                std::ranges::sort(finding.evidence);
                findings.push_back(std::move(finding));
                told = true;
            } else if (const auto other = partner(history, way);
                       echo && !advice && other && takes_such(history, way, *other)) {
                advice =
                    own_message(history, way, fmt::format(", although {} takes such messages, too", history.name(*other)));
                advice->level = Level::advice;
            }
        }
        if (!told && advice) findings.push_back(std::move(*advice));
    }
    return findings;
}

} // namespace ipclab::analysis
