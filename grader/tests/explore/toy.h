#pragma once

/// @file
/// A machine without processes: small programs over a few semaphores, a queue and four bytes of shared memory, and the kernel's
/// rules for them. It makes the traces that the engine would, thousands a second, so that explorations can be compared with
/// plain trying of everything.

#include "schedule/schedule.h"
#include "trace/trace.h"

#include <string>
#include <vector>

namespace ipclab::explore::tests {

struct Op {
    enum class Kind : std::uint8_t {
        change,     ///< semop of semaphore `a` by `b`; 0 waits for zero
        try_change, ///< with IPC_NOWAIT
        both,       ///< semop of both semaphores by `a` and `b` at once
        set,        ///< SETVAL of semaphore `a` to `b`
        get,        ///< GETVAL
        count,      ///< GETNCNT
        remove,     ///< IPC_RMID of the set
        send,       ///< a message of type `a`
        receive,    ///< with msgtyp `a`
        store,      ///< byte `a`, in the same step as the call before
        load,
    };
    Kind kind{};
    int a = 0, b = 0;
};

using Program = std::vector<Op>;

struct Toy {
    std::vector<Program> programs;
    std::vector<int> values{1, 0}; ///< at least two
    std::size_t room = 100;        ///< messages in the queue

    /// One run.
    [[nodiscard]] trace::Trace run(schedule::Schedule& schedule) const;
};

/// What came of a run, whatever the order: what each program saw, what is left, who waits for ever.
std::string outcome_of(const trace::Trace& trace);

std::string text_of(const Toy& toy);

} // namespace ipclab::explore::tests
