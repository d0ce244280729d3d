#pragma once

/// @file
/// Which event of a run had to come before which other one, whatever the schedule (Lamport 1978), across processes.
///
/// A process is ordered after another where it waited for it, or where it saw what the other did: a semaphore raised and
/// lowered, a message, a fork, an end that was waited for, bytes in a pipe, a signal, an atomic variable, a value that it read
/// with GETVAL or IPC_STAT. Where it is not certain whether something orders, it does: races may be missed, none is invented.
/// All threads of a process count as one, since what they do to each other in their own memory is not seen.

#include "analysis/clock.h"
#include "trace/trace.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ipclab::analysis {

class HappensBefore {
public:
    /// The processor's view of an access does not tell a plain one from one that is atomic without a locked instruction
    /// (`memory_order_acquire`, `memory_order_release`).
    enum class Doubtful : std::uint8_t {
        orders, ///< such accesses may be atomic: what follows from this order's gaps is certain
        plain,  ///< they are not: what only this view finds is a guess
    };
    explicit HappensBefore(const trace::Trace& trace, Doubtful doubtful = Doubtful::orders);

    /// Whether `earlier` happened before `later` and could not have come after it. An event is not before itself.
    [[nodiscard]] bool before(trace::EventIndex earlier, trace::EventIndex later) const {
        if (process_[earlier] == process_[later]) return earlier < later;
        return clocks_[clock_of_[later]].of(process_[earlier]) > earlier;
    }
    /// Whether the two belong to one process (the script is one, too).
    [[nodiscard]] bool same_process(trace::EventIndex a, trace::EventIndex b) const { return process_[a] == process_[b]; }
    /// A number for the event's process, the same for its threads.
    [[nodiscard]] std::size_t process(trace::EventIndex event) const { return process_[event]; }

private:
    friend class OrderWalk;
    std::vector<std::uint32_t> process_; ///< of each event
    std::vector<std::uint32_t>
        clock_of_; ///< of each event, in `clocks_`; events between which nothing was learned share one
    std::vector<Clock> clocks_;
};

/// Whether an access may be atomic although it does not look so: see `HappensBefore::Doubtful`.
bool may_be_atomic(const trace::Accessed& access);

} // namespace ipclab::analysis
