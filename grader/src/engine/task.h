#pragma once

/// @file
/// The processes and threads of a run as the engine sees them.

#include "engine/arch/processor.h"
#include "engine/attaches.h"
#include "engine/descriptor.h"
#include "engine/hooked.h"
#include "engine/memory.h"
#include "engine/random.h"
#include "source/symbols.h"
#include "trace/event.h"

#include <sys/types.h>

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ipclab::engine {

/// Time since the start of the run; it passes as the engine says.
using VirtualTime = std::chrono::nanoseconds;

/// A call at whose entry a task is parked.
struct Pending {
    const VisibleCall* visible = nullptr;
    std::array<std::uint64_t, 6> arguments{};
    trace::Call call;
    std::optional<trace::Location> where;
    std::optional<trace::EventIndex> blocked; ///< its `Blocked` event, once there is one
    trace::WaitsFor waits_for;                ///< valid while blocked
    std::optional<VirtualTime> deadline;      ///< when it gives up, or has slept enough
    std::uint64_t order = 0;                  ///< in its wait queue: smaller came first
    std::uint64_t transferred = 0;            ///< of a write that is made in pieces
};

/// What the threads of a process share.
struct Process {
    pid_t pid = 0;
    trace::TaskId task;       ///< its first thread
    pid_t parent = 0;         ///< 0 where the parent is the engine, or has ended
    std::set<pid_t> children; ///< not yet waited for
    bool dead = false;
    bool reaped = false;                                       ///< dead and waited for
    bool stop_unreported = false, continue_unreported = false; ///< for waitpid's WUNTRACED and WCONTINUED
    int status = 0;                                            ///< as waitpid(2) gives it
    std::string actor;
    bool root = false;                      ///< an actor's first process
    bool signalled = false;                 ///< something was sent to it that it may not have seen yet
    bool ending = false;                    ///< all of its threads are on their way out
    int threads = 1;                        ///< that live
    std::map<std::uint64_t, int> attached;  ///< address to shmid
    Attaches watched;                       ///< those whose accesses are seen, also when they are detached
    std::uint64_t log = 0;                  ///< where it writes its accesses down (runtime/access_log.h); 0: nowhere
    bool log_stopped = false;               ///< for too many accesses since its last call
    std::uint32_t log_looked_at = 0;        ///< entries of it that `hooked` knows already
    Hooked hooked;                          ///< with `Watch::both`
    std::uint64_t syscall_instruction = 0;  ///< where one is, for calls of ours; 0: not known yet
    bool pages_open = false;                ///< of closed shared memory, for a call that it makes
    std::map<int, std::vector<int>> semadj; ///< SEM_UNDO: semid to adjustments
    Random random;                          ///< what it draws from the kernel
    std::optional<VirtualTime> alarm;       ///< when SIGALRM is due
    VirtualTime alarm_interval{0};
    std::string executable;                ///< as in /proc/PID/maps
    std::vector<source::Mapping> mappings; ///< read when first needed after an exec
    Descriptor pidfd;
};

/// A thread under control.
struct Task {
    enum class State : std::uint8_t {
        ready,      ///< stopped, will run when it is let
        parked,     ///< at the entry of a call that it would complete
        blocked,    ///< at the entry of a call that cannot complete now
        exiting,    ///< at its end, before the kernel cleans up
        vfork_wait, ///< its child has its memory
        stopped,    ///< by SIGSTOP and its kin
        away,       ///< running on, or asleep in the kernel in a call that is not modelled
        lingering,  ///< a first thread that has ended before the others
        dead,
    };

    trace::TaskId id;
    pid_t tid = 0;
    Process* process = nullptr;
    bool thread = false;
    State state = State::ready;
    Memory memory;
    std::optional<Pending> pending;
    int deliver = 0;          ///< signal to hand over at the next resume
    bool interrupted = false; ///< a signal waits for it: its blocked call ends
    bool polling = false;
    std::chrono::nanoseconds computed{0}; ///< CPU time since its last call, as far as it was noticed
    bool spinning = false;                ///< was taken off the processor after much computing without a call
    std::size_t unseen = 0;               ///< calls in a row that were answered or let through at their entry
    std::uint64_t asked_at = 0;           ///< change count at its last question without a change
    std::set<std::uint64_t> asked;        ///< hashes of what it has asked since
    std::optional<pid_t> vfork_child;
    bool gives_way = false;     ///< the others have a turn before it goes on
    std::size_t full_logs = 0;  ///< since its last call
    std::set<std::size_t> told; ///< hashes of the accesses since its last call that have been told
    std::size_t told_accesses = 0;
    std::size_t page_accesses = 0; ///< that stopped it
    bool at_call = false;          ///< stopped at a call's entry
    std::uint64_t own_fault = 0;   ///< an instruction whose fault is the program's own
    struct {
        std::uint64_t group = 0, address = 0, end = 0;
    } looked_at; ///< last by a library that looks through a text: the vector, from where it counts
};

} // namespace ipclab::engine
