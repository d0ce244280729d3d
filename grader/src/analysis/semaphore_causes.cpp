#include "analysis/calls.h"
#include "analysis/question.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <sys/sem.h>

namespace ipclab::analysis {

Answer never_raised(const Question& q) {
    if (!q.waits_for(trace::WaitsFor::What::increase)) return std::nullopt;
    const auto& object = q.history.objects[*q.object];
    if (!object.made) return std::nullopt;
    const Use* set = nullptr; // to 0, since it would have been raised else
    for (const auto& use : q.history.uses) {
        if (use.object != q.object || !use.ok()) continue;
        if (raises(*use.call, q.waiting.waits_for.semnum)) return std::nullopt;
        if (sets(*use.call, q.waiting.waits_for.semnum)) set = &use;
    }
    if (set)
        return q.answer(
            Cause::Rank::clear,
            fmt::format("{}, but nobody has ever raised it: {} set it to 0 in {}.", q.who, q.history.name(set->process),
                        call_at(*set)),
            "A semaphore that lets somebody in at first is set to 1, or raised afterwards; one that counts things "
            "begins with 0, and who brings one raises it.",
            {set->event->index});
    return q.answer(Cause::Rank::clear,
                    fmt::format("{}, but it has been 0 since {} made the set{}: nobody gave it a start value or raised it.",
                                q.who, q.history.name(object.made->task), at(*object.made)),
                    "Whoever makes the set gives each semaphore its start value with semctl(SETVAL), before others use it.",
                    {object.made->index});
}

Answer undone_at_exit(const Question& q) {
    if (!q.waits_for(trace::WaitsFor::What::increase)) return std::nullopt;
    const auto number = static_cast<std::size_t>(q.waiting.waits_for.semnum);
    std::optional<int> before;
    for (std::size_t i = 0; i < q.history.horizon(); ++i) {
        const auto& event = q.history.trace.events[i];
        const auto* called = std::get_if<trace::Called>(&event.what);
        const auto* exited = std::get_if<trace::Exited>(&event.what);
        if (!called && !exited) continue;
        for (const auto& state : called ? called->after : exited->after) {
            const auto* set = std::get_if<sysv::SemaphoreSetState>(&state);
            if (!set || sysv::id_of(state) != q.waiting.waits_for.object || number >= set->semaphores.size()) continue;
            const int value = set->semaphores[number].value;
            if (exited && before && value < *before)
                return q.answer(Cause::Rank::clear,
                                fmt::format("{}, but when {} ended, SEM_UNDO took back what it had raised (from {} to {}).",
                                            q.who, q.history.name(event.task), *before, value),
                                "Use SEM_UNDO on both the P and the V of a lock, and on neither when a semaphore only "
                                "tells another process that something has happened.",
                                {event.index});
            before = value;
        }
    }
    return std::nullopt;
}

namespace {

/// What another process waits for, and `self` has lowered: nothing where nobody does.
std::optional<std::pair<const trace::Waiting*, Hold>> kept_from_another(const Question& q) {
    for (const auto& other : q.history.trace.waiting) {
        if (q.history.process_of(other.task) == q.self) continue;
        for (const auto& hold : holders(q.history, other))
            if (hold.process == q.self) return std::pair{&other, hold};
    }
    return std::nullopt;
}

/// It waits for what it has lowered itself: a lock that it takes twice, or one of many things that others should give back.
Cause held_by_itself(const Question& q, const Hold& hold) {
    auto text =
        fmt::format("{}, but it has lowered that semaphore itself in {} and not raised it since", q.who, call_at(*hold.use));
    if (const auto kept = kept_from_another(q)) {
        const auto& [other, lock] = *kept;
        text += fmt::format(". And it keeps {} waiting, which waits {}: it has lowered that one in {}",
                            q.history.name(other->task), what_it_waits_for(q.history, *other), call_at(*lock.use));
        return q.answer(
            Cause::Rank::clear, text + ".",
            "Keep no lock while you wait for what others give back: wait for that first, and lower the lock after "
            "it. A lock is raised before it is lowered again.",
            {hold.use->event->index, lock.use->event->index});
    }
    const bool alone = q.history.trace.waiting.size() == 1;
    return q.answer(
        alone ? Cause::Rank::clear : Cause::Rank::circle, text + ".",
        "If it is a lock, raise it before you lower it again. If it counts things, look why nobody else raises it.",
        {hold.use->event->index});
}

/// Counts itself in for good, with the same semop in which it waits until somebody else is not there any more.
bool comes_in(const sysv::Call& call, int semnum) {
    const auto* operate = std::get_if<sysv::SemOp>(&call);
    if (!operate || std::ranges::none_of(operate->sops, [](const auto& op) { return op.sem_op == 0; })) return false;
    return std::ranges::any_of(operate->sops, [&](const auto& op) {
        return op.sem_op > 0 && op.sem_num == static_cast<unsigned>(semnum) && (op.sem_flg & SEM_UNDO) == 0;
    });
}

} // namespace

Answer still_counted(const Question& q) {
    if (!q.waits_for(trace::WaitsFor::What::zero)) return std::nullopt;
    const int semnum = q.waiting.waits_for.semnum;
    const Use* inside = nullptr; // the last who came in and has not gone out, and has ended
    for (const auto& use : q.history.uses) {
        if (use.object != q.object || !use.ok()) continue;
        if (comes_in(*use.call, semnum)) {
            const auto& end = q.history.end_of(use.process);
            if (end) inside = &use;
        } else if (inside && use.process == inside->process && lowers(*use.call, semnum)) {
            inside = nullptr;
        }
    }
    if (!inside) return std::nullopt;
    const auto& end = q.history.end_of(inside->process);
    return q.answer(Cause::Rank::clear,
                    fmt::format("{}, but {} raised it in {} and {} without lowering it again.", q.who,
                                q.history.name(inside->process), call_at(*inside), how_it_ended(q.history, inside->process)),
                    "Lower the semaphore on every way out; SEM_UNDO, on both, does it also when the process is killed.",
                    {inside->event->index, end->event->index});
}

Answer held(const Question& q) {
    for (const auto& hold : holders(q.history, q.waiting)) {
        const auto where = call_at(*hold.use);
        if (hold.process == q.self) return held_by_itself(q, hold);
        if (const auto& end = q.history.end_of(hold.process))
            return q.answer(Cause::Rank::clear,
                            fmt::format("{}, but {} lowered it in {} and {} without raising it again.", q.who,
                                        q.history.name(hold.process), where, how_it_ended(q.history, hold.process)),
                            "Raise the semaphore on every way out; SEM_UNDO does it also when the process is killed.",
                            {hold.use->event->index, end->event->index});
    }
    return std::nullopt;
}

} // namespace ipclab::analysis
