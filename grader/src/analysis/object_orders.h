#pragma once

/// @file
/// What calls on System V objects tell their callers about what others have done before.

#include "analysis/clock.h"
#include "sysv/call.h"
#include "trace/event.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ipclab::analysis {

/// The clocks that lie in queues, semaphores and segments. Show it each call as it completes, with the caller's clock: the
/// caller learns what the object knows, and the object what the caller knows.
class ObjectOrders {
public:
    /// Whether the caller has learned something.
    bool completed(const sysv::Call& call, const trace::Called& called, Clock& caller);
    /// Beginning to wait can be seen with GETNCNT and GETZCNT.
    void blocked(const sysv::Call& call, const Clock& caller);
    /// An ended process has undone its semaphores and detached its segments.
    void ended(const std::vector<sysv::ObjectState>& changed, const Clock& process);

private:
    struct Semaphore {
        Clock set;                   ///< SETVAL, SETALL
        Clock raised, lowered;       ///< semop, SEM_UNDO
        Clock seen;                  ///< whatever GETVAL and its kin, or a failed attempt, can show
        std::optional<long> initial; ///< what it was set to; nothing where the run does not tell
        long taken = 0;              ///< by how much it was lowered since
    };
    struct Set {
        std::vector<Semaphore> semaphores;
        Semaphore& at(std::size_t number) {
            if (number >= semaphores.size()) semaphores.resize(number + 1);
            return semaphores[number];
        }
    };
    struct Sent {
        std::string text;
        Clock clock;
    };
    struct Queue {
        std::map<long, std::deque<Sent>> messages; ///< by type, oldest first: the kernel gives the oldest of a type
        Clock sent, received;
        bool whole = false; ///< the run has seen it from its beginning
        std::uint64_t count = 0, bytes = 0;
        std::uint64_t room = 0; ///< the smallest msg_qbytes that it had
    };
    struct Life {
        Clock made, removed;
        Clock altered; ///< IPC_SET
        Clock seen;    ///< of a segment: who attached and detached
        std::optional<std::int32_t> key;
    };

    bool got(const sysv::Call& call, const trace::Called& called, Clock& caller);
    bool operated(const sysv::SemOp& call, const trace::Called& called, Clock& caller);
    bool controlled(const sysv::SemCtl& call, const trace::Called& called, Clock& caller);
    bool sent(const sysv::MsgSnd& call, const trace::Called& called, Clock& caller);
    bool received(const sysv::MsgRcv& call, const trace::Called& called, Clock& caller);
    bool take(Queue& queue, const sysv::MsgRcv& call, Clock& caller);

    std::map<int, Set> sets_;
    std::map<int, Queue> queues_;
    std::map<sysv::ObjectId, Life> lives_;
    std::map<std::pair<sysv::Kind, std::int32_t>, sysv::ObjectId> keys_; ///< the object that a key named last
};

} // namespace ipclab::analysis
