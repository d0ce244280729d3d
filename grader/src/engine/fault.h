#pragma once

/// @file
/// What can be done to the programs of a run at a moment of their own: killed between two calls, a call that fails, a signal while
/// they wait. A fault is data and has a text, both ways, for the command line and for tokens:
///
///     kill worker after semop 2                  its second semop has completed; nothing more of it has run
///     kill worker/1 before call 3                its first child, when it would make its third call of any kind
///     kill anybody while holding locks[0]        who has lowered this semaphore, and has not raised it again
///     kill holder                                the same of any semaphore
///     kill worker after access 7                 to shared memory, the seventh that it has made
///     fail worker msgsnd 1 with EINTR            the call is not made; the program is told that it failed
///     signal SIGUSR1 to worker when blocked in msgrcv
///     stop worker after semop 1                  SIGSTOP; it goes on (SIGCONT) when nobody else can
///     sleepers in any order                      of two that sleep, the one with more time left may wake first
///     waiters in any order                       of two whose semop could go on, the one that came later may; POSIX allows it

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ipclab::engine {

/// When a fault strikes. Calls are counted for each process by itself, from 1, as its `trace::Called` events are. Not counted
/// are calls that make nobody wait: printing to the terminal, clocks, and files but for a write that `RunSpec::stop_at_accesses`
/// speaks of.
struct Moment {
    enum class Kind : std::uint8_t {
        before,  ///< it is about to make the call, or to wait for it
        after,   ///< the call has completed, whatever its result
        blocked, ///< it has just begun to wait in the call
        holding, ///< its semop has just lowered a semaphore; one that it lowered before counts again once it has raised it
        /// It has accessed shared memory, and not done anything more. Hooks tell of an access at the next one, or at the next call:
        /// who ends without either has ended by then, and is not met.
        access,
    };
    Kind kind{};
    std::string call;       ///< "semop" (also for semtimedop); empty: any
    std::string set;        ///< `holding`: a key's name in the trace ("locks"), "S0" for the run's first set; empty: any
    std::optional<int> num; ///< `holding`: this semaphore of the set
    int nth = 1;            ///< for which time
    friend bool operator==(const Moment&, const Moment&) = default;
};

struct Fault {
    enum class Kind : std::uint8_t {
        kill,     ///< SIGKILL; the kernel has undone its semaphores by the time that anybody else goes on
        stop,     ///< SIGSTOP, and SIGCONT when nobody else can go on, or has been able to for long
        signal,   ///< `number` is the signal
        fail,     ///< `number` is the errno. EINTR too is given as it is: as to a program whose handler has no SA_RESTART
        sleepers, ///< not one moment but all of the run
        waiters,  ///< the same. The kernel serves who came first
    };
    Kind kind{};
    std::string who; ///< as the trace names processes: "worker", "worker/1"; "worker/any" of its tree; "anybody"
    Moment when;     ///< of `fail`: always `before`
    int number = 0;
    friend bool operator==(const Fault&, const Fault&) = default;
};

/// "kill worker after semop 2": `parse_fault` gives the same fault again.
std::string text(const Fault& fault);

/// From a text as above. Words that only make it read well (to, in, with, when, while) may be left out, and so may a count of 1;
/// "locks.0" is read as "locks[0]". Throws `std::invalid_argument` with a sentence for people.
Fault parse_fault(std::string_view text);

/// Whether a process can be met at this call: named in `before`, `blocked` and `fail`.
bool can_be_met_at(std::string_view call);

/// Whether it strikes at an access: the run has to stop at each.
inline bool strikes_at_access(const Fault& fault) { return fault.when.kind == Moment::Kind::access; }

} // namespace ipclab::engine
