#include "analysis/calls.h"
#include "analysis/question.h"
#include "analysis/words.h"

#include <fmt/format.h>

namespace ipclab::analysis {

Answer never_raised(const Question& q) {
    if (!q.waits_for(trace::WaitsFor::What::increase)) return std::nullopt;
    const auto& object = q.history.objects[*q.object];
    if (!object.made) return std::nullopt;
    for (const auto& use : q.history.uses) {
        if (use.object != q.object || !use.ok()) continue;
        if (sets(*use.call, q.waiting.waits_for.semnum) || raises(*use.call, q.waiting.waits_for.semnum))
            return std::nullopt;
    }
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

Answer held(const Question& q) {
    for (const auto& hold : holders(q.history, q.waiting)) {
        const auto where = call_at(*hold.use);
        if (hold.process == q.self)
            return q.answer(
                Cause::Rank::clear,
                fmt::format("{}, but it has lowered that semaphore itself in {} and not raised it since.", q.who, where),
                "A process that lowers a semaphore twice waits for itself: raise it in between.", {hold.use->event->index});
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
