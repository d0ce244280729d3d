#pragma once

/// @file
/// Who holds which semaphore, from what a trace says: whoever has lowered it by a semop that succeeded and has not raised it as
/// much since. SETVAL, SETALL and removal end every hold.

#include "trace/trace.h"

#include <map>
#include <utility>
#include <vector>

namespace ipclab::engine {

/// The process that a thread belongs to; a process itself.
trace::TaskId process_of(const trace::Trace& trace, trace::TaskId task);

/// One semaphore.
struct Semaphore {
    int semid = -1;
    int num = 0;
    friend auto operator<=>(const Semaphore&, const Semaphore&) = default;
};

class Held {
public:
    /// Shown each event of the run, in order: the semaphores that its process has begun to hold by it.
    std::vector<Semaphore> read(const trace::Trace& trace, const trace::Event& event);
    /// Whether the process holds any.
    [[nodiscard]] bool any(trace::TaskId process) const;

private:
    std::map<trace::TaskId, std::map<Semaphore, int>> taken_; ///< by process, and how much
};

} // namespace ipclab::engine
