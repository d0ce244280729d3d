#pragma once

/// @file
/// A process that waits when nobody can go on: for what, and who could have given it.

#include "analysis/history.h"

#include <string>
#include <vector>

namespace ipclab::analysis {

/// A process that has to do with what another one waits for.
struct Helper {
    trace::TaskId process;
    std::vector<const Use*> helped; ///< calls that gave what is waited for, earlier
    std::vector<const Use*> tried;  ///< calls that would have, but failed
    bool waits = false;             ///< it waits itself; else it has ended
};

/// A semaphore that a process has lowered and nobody has raised since.
struct Hold {
    trace::TaskId process;
    const Use* use = nullptr;
};

/// "for a message of type 2 in Q0", "until semaphore 1 of S0 is at least 1 (it is 0)", "for its child A/1 to end".
std::string what_it_waits_for(const History& history, const trace::Waiting& waiting);
/// "receiver waits in msgrcv (receiver.cpp:31) for a message of type 2 in Q0".
std::string who_waits(const History& history, const trace::Waiting& waiting);
/// "send one", "make room with msgrcv", "raise it": what somebody would have to do.
std::string_view remedy(const trace::Waiting& waiting);

/// The life of the object that is waited for.
std::optional<std::size_t> object_of(const History& history, const trace::Waiting& waiting);
/// Whether this call, had it worked, gives what is waited for.
bool helps(const trace::Waiting& waiting, const sysv::Call& call);
/// All other processes that have used the object; who waits for a child gets that child.
std::vector<Helper> helpers(const History& history, const trace::Waiting& waiting);
/// Who holds the semaphore that is waited for, oldest first. Empty where nobody does, and where the semaphore counts
/// things that one process makes and another takes, since then nobody has to give anything back.
std::vector<Hold> holders(const History& history, const trace::Waiting& waiting);
/// The waiting process whose turn it would be to help; nothing where nobody who is left could.
std::optional<trace::TaskId> next_in_circle(const History& history, const trace::Waiting& waiting);

/// The event with which the waiting began; null where the trace has none (a process that was stopped, or in a call that the
/// grader does not follow).
const trace::Event* beginning(const History& history, const trace::Waiting& waiting);
/// Calls that would have given what is waited for, but failed and were not made again with success; the first of each
/// process.
std::vector<const Use*> lost_help(const History& history, const trace::Waiting& waiting);

/// Value of the semaphore that is waited for, where it is known.
std::optional<int> semaphore_value(const History& history, const trace::Waiting& waiting);
/// The queue that is waited for, as it is at the end; null where unknown.
const sysv::QueueState* queue_state(const History& history, const trace::Waiting& waiting);
/// Whether a message of this type is what a msgrcv with `msgtyp` and `msgflg` takes; see msgop(2).
bool is_wanted(long type, long msgtyp, int msgflg);

} // namespace ipclab::analysis
