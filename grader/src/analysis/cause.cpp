#include "analysis/cause.h"

#include "analysis/calls.h"
#include "analysis/question.h"
#include "analysis/taken.h"
#include "analysis/words.h"
#include "sysv/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include <sys/ipc.h>

namespace ipclab::analysis {

namespace {

using Rank = Cause::Rank;
using trace::WaitsFor;

/// A call that would have helped was made, and failed.
Answer help_failed(const Question& q) {
    const auto lost = lost_help(q.history, q.waiting);
    if (lost.empty()) return std::nullopt;
    const auto& failed = *lost.front();
    const auto whose = failed.process == q.self ? "its own" : q.history.name(failed.process) + "'s";
    return q.answer(Rank::clear, fmt::format("{}, but {} {} failed ({}).", q.who, whose, call_at(failed), error_of(failed)),
                    failed.failed_with(EAGAIN)
                        ? "Leave out IPC_NOWAIT: msgsnd then waits until there is room, and nothing is lost."
                        : fmt::format("Check what {} returns: -1 means that it did not work, and errno says why.",
                                      sysv::name_of(*failed.call)),
                    {failed.event->index});
}

/// Two processes of the same work use different objects and so never meet.
Answer never_meet(const Question& q) {
    const Use* elsewhere = nullptr;
    const Use* own_get = nullptr;
    for (const auto& use : q.history.uses) {
        if (!use.object) continue;
        if (use.object == q.object) {
            if (use.process != q.self) return std::nullopt;
            if (key_of(*use.call)) own_get = &use;
            continue;
        }
        if (q.history.objects[*use.object].id.kind != q.waiting.waits_for.object->kind) continue;
        if (use.process == q.self || !use.ok()) continue;
        if (!elsewhere || (helps(q.waiting, *use.call) && !helps(q.waiting, *elsewhere->call))) elsewhere = &use;
    }
    if (!elsewhere) return std::nullopt;
    const bool knows_it = std::ranges::any_of(
        q.history.uses, [&](const Use& use) { return use.process == q.self && use.object == elsewhere->object; });
    if (knows_it) return std::nullopt;

    const auto& mine = q.history.objects[*q.object];
    const auto& theirs = q.history.objects[*elsewhere->object];
    if (!mine.key || !theirs.key) return std::nullopt;
    const auto kind = short_name(mine.id.kind);
    const auto other = q.history.name(elsewhere->process);
    const auto their_name = q.history.name(*elsewhere->object);
    std::vector<trace::EventIndex> evidence{elsewhere->event->index};
    if (own_get) evidence.push_back(own_get->event->index);
    if (theirs.made && theirs.made != elsewhere->event) evidence.push_back(theirs.made->index);

    if (*mine.key == IPC_PRIVATE || *theirs.key == IPC_PRIVATE)
        return q.answer(Rank::clear,
                        fmt::format("{}, but {} uses another {}, {}: they were made with IPC_PRIVATE, which makes a new {} "
                                    "at every call.",
                                    q.who, other, kind, their_name, kind),
                        fmt::format("Let both use the same key, or make the {} once and hand its id on.", kind), evidence);
    if (*mine.key != *theirs.key)
        return q.answer(
            Rank::clear,
            fmt::format("{} (key {}), but {} uses {} (key {}): different keys name different {}s, so they never meet.",
                        q.who, sysv::key_text(*mine.key), other, their_name, sysv::key_text(*theirs.key), kind),
            "Both must call ftok with the same file and the same number; a relative path depends on the folder that the "
            "program is started in.",
            evidence);
    if (!theirs.removed) return std::nullopt;
    evidence.push_back(theirs.removed->index);
    return q.answer(Rank::clear,
                    fmt::format("{}, but {} used {}, which had the same key and was removed by {}{} before: {} is a new {}.",
                                q.who, other, their_name, q.history.name(theirs.removed->task), at(*theirs.removed),
                                q.name(), kind),
                    fmt::format("Remove the {} only when nobody needs it any more.", kind), evidence);
}

Answer wrong_type(const Question& q) {
    if (!q.waits_for(WaitsFor::What::message)) return std::nullopt;
    const auto* queue = queue_state(q.history, q.waiting);
    if (!queue || queue->qnum == 0) return std::nullopt;
    const auto types = types_left(q.history, *q.object, *queue);
    std::vector<std::string> names;
    for (const long type : types)
        names.push_back(std::to_string(type));
    std::vector<trace::EventIndex> evidence;
    for (const auto& use : q.history.uses)
        if (use.object == q.object && use.ok() && std::holds_alternative<sysv::MsgSnd>(*use.call))
            evidence = {use.event->index};
    const auto there =
        names.empty()
            ? fmt::format("{} in it {} of that kind",
                          queue->qnum == 1 ? "the one message" : fmt::format("none of the {} messages", queue->qnum),
                          queue->qnum == 1 ? "is not" : "is")
            : fmt::format("only {} of type {} {} in it", queue->qnum == 1 ? "a message" : "messages", listed(names),
                          queue->qnum == 1 ? "is" : "are");
    return q.answer(
        Rank::clear, fmt::format("{}, but {} and nobody is left to send another.", q.who, there),
        types.empty() || types.back() <= INT_MAX
            ? "The mtype that one side sends must be one that the other side's msgtyp asks for."
            : "So large a type looks like the beginning of a text: a message begins with a long, not with an int "
              "or with the text itself.",
        evidence);
}

Answer own_message(const Question& q) {
    if (!q.waits_for(WaitsFor::What::message)) return std::nullopt;
    for (const auto& taken : taken_messages(q.history, *q.object)) {
        if (taken.sent->process != taken.received->process) continue;
        const auto& message = std::get<sysv::MsgSnd>(*taken.sent->call).message;
        if (!message || !is_wanted(message->type, q.waiting.waits_for.msgtyp, q.waiting.waits_for.msgflg)) continue;
        const auto taker = q.history.name(taken.received->process);
        const bool is_self = taken.received->process == q.self;
        return q.answer(Rank::clear,
                        is_self ? fmt::format("{}, after its own {} took the message that it had sent itself.", q.who,
                                              call_at(*taken.received))
                                : fmt::format("{}, but {} took its own message out of the queue again with {}.", q.who,
                                              taker, call_at(*taken.received)),
                        "A queue has no direction: use one message type for each direction, or two queues.",
                        {taken.sent->event->index, taken.received->event->index});
    }
    return std::nullopt;
}

/// One link of a circle, such as "… until semaphore 1 of S0 is at least 1 (it is 0), which B has lowered".
std::string link(const History& history, const trace::Waiting& waiting, trace::TaskId next) {
    const auto text = who_waits(history, waiting);
    for (const auto& hold : holders(history, waiting))
        if (hold.process == next)
            return fmt::format("{}, which {} has lowered in {}", text, history.name(next), call_at(*hold.use));
    if (waiting.waits_for.what == WaitsFor::What::child) return text;
    return fmt::format("{}, and {} could {}", text, history.name(next), remedy(waiting));
}

Answer circle(const Question& q) {
    std::vector<trace::TaskId> way{q.self};
    for (;;) {
        const auto* waiting = q.history.waiting(way.back());
        const auto next = waiting ? next_in_circle(q.history, *waiting) : std::nullopt;
        if (!next) return std::nullopt;
        if (*next == q.self) break;
        if (std::ranges::find(way, *next) != way.end()) return std::nullopt; // a circle further on: it tells itself
        way.push_back(*next);
    }
    std::string text;
    std::vector<trace::EventIndex> evidence;
    // A long circle is told by its first link; the others are beneath.
    constexpr std::size_t told = 3;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < way.size(); ++i) {
        const auto& waiting = *q.history.waiting(way[i]);
        const auto next = way[(i + 1) % way.size()];
        names.push_back(q.history.name(way[i]));
        if (way.size() <= told || i == 0) text += (text.empty() ? "" : "; ") + link(q.history, waiting, next);
        for (const auto& hold : holders(q.history, waiting))
            if (hold.process == next) evidence.push_back(hold.use->event->index);
        if (i > 0 && beginning(q.history, waiting)) evidence.push_back(waiting.blocked);
    }
    if (way.size() > told)
        text += fmt::format(", and so on: {} wait for each other in a circle.", listed(names));
    else
        text += way.size() == 2 ? ": each waits for the other." : ": they wait for each other in a circle.";
    const bool locks = q.waits_for(WaitsFor::What::increase) && !holders(q.history, q.waiting).empty();
    const bool rooms = q.waits_for(WaitsFor::What::room);
    return q.answer(Rank::circle, text,
                    locks   ? "Lower the semaphores in the same order everywhere, or all at once with one semop."
                    : rooms ? "Let at least one side receive before it sends on, so that the queues can empty."
                            : "Decide who goes first: one of them must act before it waits.",
                    evidence);
}

std::string what_others_did(const Question& q) {
    std::vector<std::string> helped, others;
    std::size_t calls = 0;
    for (const auto& helper : helpers(q.history, q.waiting)) {
        const auto text = q.history.name(helper.process) + " " + how_it_ended(q.history, helper.process);
        (helper.helped.empty() ? others : helped).push_back(text);
        calls += helper.helped.size();
    }
    if (q.waits_for(WaitsFor::What::message)) {
        if (!helped.empty())
            return fmt::format("the {} sent there {} been received, and {}", counted(calls, "message"),
                               calls == 1 ? "has" : "have", listed(helped));
        return others.empty() ? "nobody else ever used that queue" : fmt::format("nobody ever sent one: {}", listed(others));
    }
    if (q.waits_for(WaitsFor::What::room)) {
        if (!helped.empty()) return fmt::format("nobody is left to receive: {}", listed(helped));
        return others.empty() ? "nobody else ever used that queue"
                              : fmt::format("nobody ever received from it: {}", listed(others));
    }
    auto all = helped;
    all.insert(all.end(), others.begin(), others.end());
    return all.empty() ? fmt::format("nobody else is there to {}", remedy(q.waiting))
                       : fmt::format("nobody is left to {}: {}", remedy(q.waiting), listed(all));
}

std::string_view what_to_do(const Question& q, bool was_helped) {
    switch (q.waiting.waits_for.what) {
    case WaitsFor::What::message:
        return was_helped ? "Are as many messages sent as are waited for? A last message can say that it is the last."
                          : "Find out why nobody sent: did the sender fail, end too early, or use another queue?";
    case WaitsFor::What::room: return "A queue holds only so much (msg_qbytes): somebody must receive while others send.";
    case WaitsFor::What::increase: return "Every wait needs somebody who raises the semaphore after it.";
    default: return "Look at who should have lowered the semaphore.";
    }
}

Answer nobody_left(const Question& q) {
    std::vector<trace::EventIndex> evidence;
    bool was_helped = false;
    for (const auto& helper : helpers(q.history, q.waiting)) {
        was_helped = was_helped || !helper.helped.empty();
        if (!helper.helped.empty()) evidence.push_back(helper.helped.back()->event->index);
        if (const auto& end = q.history.end_of(helper.process)) evidence.push_back(end->event->index);
    }
    return q.answer(Rank::nobody_left, fmt::format("{}, but {}.", q.who, what_others_did(q)),
                    std::string(what_to_do(q, was_helped)), evidence);
}

/// Waiting for something that is no System V object.
Cause elsewhere(const Question& q) {
    switch (q.waiting.waits_for.what) {
    case WaitsFor::What::child:
        return q.answer(Rank::follows_from_another, q.who + ", which never happens.",
                        "Find out what the child waits for: that is the cause.");
    case WaitsFor::What::data:
        return q.answer(Rank::nobody_left, q.who + ", but nobody is left to write there.",
                        "A read ends when every process has closed the writing end: close it where you do not write.");
    case WaitsFor::What::space:
        return q.answer(Rank::nobody_left, q.who + ", but nobody is left to read from it.",
                        "Let somebody read while you write: a pipe holds only so much.");
    case WaitsFor::What::signal: {
        std::vector<trace::EventIndex> earlier;
        for (const auto& event : q.history.trace.events)
            if (const auto* signalled = std::get_if<trace::Signalled>(&event.what);
                signalled && event.index < q.waiting.blocked && event.task == q.waiting.task &&
                signalled->effect == trace::Signalled::Effect::handled)
                earlier = {event.index};
        if (earlier.empty())
            return q.answer(Rank::nobody_left, q.who + ", but nobody is left to send one.",
                            "Let somebody send the signal, or wait for what you need in another way.");
        const auto& signalled = std::get<trace::Signalled>(q.history.trace.events[earlier.front()].what);
        return q.answer(
            Rank::clear,
            fmt::format("{}, but {} had come before it began to wait.", q.who, sysv::signal_name(signalled.signo)),
            "Block the signal with sigprocmask and wait with sigsuspend: then it cannot come too early.", earlier);
    }
    default: return q.answer(Rank::follows_from_another, q.who + ", and nobody is left to change that.", "");
    }
}

} // namespace

Cause cause_of(const History& history, const trace::Waiting& waiting) {
    const Question question{history, waiting, history.process_of(waiting.task), object_of(history, waiting),
                            who_waits(history, waiting)};
    if (!question.object) return elsewhere(question);
    for (const auto ask : {help_failed, never_meet, wrong_type, own_message, never_raised, undone_at_exit, held,
                           still_counted, circle, nobody_left})
        if (auto answer = ask(question)) return *answer;
    return elsewhere(question);
}

} // namespace ipclab::analysis
