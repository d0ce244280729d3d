#pragma once

/// @file
/// The model of System V objects: it says whether a call would complete now. It follows ipc/msg.c, ipc/sem.c and ipc/shm.c; what calls
/// really did is put in afterwards, from their results.

#include "engine/kernel.h"
#include "sysv/call.h"
#include "trace/event.h"

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::engine {

/// Adjustments of one process by semaphore set: SEM_UNDO.
using Adjustments = std::map<int, std::vector<int>>;

/// Who calls, as far as permissions go (ipc/util.c, ipcperms).
struct Caller {
    std::uint32_t uid = 0, gid = 0;
    int pid = 0;
};

class Objects {
public:
    /// Nothing where the call completes at once, with whatever result; else what it would wait for.
    [[nodiscard]] std::optional<trace::WaitsFor> obstacle(const sysv::Call& call, const Caller& caller) const;

    /// A call was made and gave `value` (not an error). Returns the objects that it changed or made.
    void made(const sysv::Call& call, std::int64_t value, const Caller& caller, Adjustments& adjustments);
    /// msgrcv failed with EFAULT: the kernel has thrown the message away by then.
    void lost_message(const sysv::MsgRcv& call);

    /// Reads the object from the kernel, as it is; forgets it where it is gone.
    void refresh(sysv::ObjectId id);
    void refresh_all();
    /// Says what lies in a queue that was filled by ourselves: the kernel does not show it everywhere.
    void holds(sysv::ObjectId queue, std::vector<sysv::Message> messages);

    [[nodiscard]] bool knows(sysv::ObjectId id) const;
    [[nodiscard]] std::optional<sysv::ObjectState> state(sysv::ObjectId id) const;
    [[nodiscard]] std::vector<sysv::ObjectId> ids() const;
    /// What lies in a queue, the oldest first.
    [[nodiscard]] std::vector<sysv::Message> messages(sysv::ObjectId queue) const;
    /// Size before MSG_NOERROR cut the message that this call took, where the model knows.
    [[nodiscard]] std::optional<std::uint64_t> full_size(const sysv::MsgRcv& call) const;

    /// Where the model and the kernel differ, in words: nothing of a run can be trusted then. Empty where they agree.
    [[nodiscard]] std::string disagreement() const;

    /// Sets that a process will change by its end.
    [[nodiscard]] std::vector<sysv::ObjectId> sets_of(const Adjustments& adjustments) const;
    /// Process `pid` has ended: gives back what it took with SEM_UNDO, as exit_sem of ipc/sem.c does. Nothing shows adjustments,
    /// so what they come to is computed, and then compared with the kernel's GETVAL and GETPID: the difference in words, empty
    /// where there is none.
    [[nodiscard]] std::string undone(const Adjustments& adjustments, int pid);

private:
    [[nodiscard]] std::optional<std::size_t> chosen(const sysv::QueueState& queue, const sysv::MsgRcv& call) const;

    std::uint64_t largest_message_ = largest_message();
    std::map<int, sysv::QueueState> queues_;
    std::map<int, sysv::SemaphoreSetState> sets_;
    std::map<int, sysv::SegmentState> segments_;
};

} // namespace ipclab::engine
