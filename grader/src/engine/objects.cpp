#include "engine/objects.h"

#include "engine/kernel.h"

#include <fmt/format.h>

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include <algorithm>
#include <limits>
#include <set>

namespace ipclab::engine {
namespace {

constexpr int semaphore_most = 32767; // SEMVMX

/// ipcperms(): creator and owner by the first three bits, then the groups, then everybody. `want` is 4 (read) and 2 (write).
bool may(const sysv::Permissions& perm, const Caller& caller, unsigned want) {
    unsigned granted = perm.mode;
    if (caller.uid == perm.uid || caller.uid == perm.cuid)
        granted >>= 6;
    else if (caller.gid == perm.gid || caller.gid == perm.cgid)
        granted >>= 3;
    return (want & ~granted) == 0;
}

/// What a set of operations comes to, in their order, each seeing the ones before it.
struct Attempt {
    std::optional<trace::WaitsFor> obstacle;
    bool completes = true; ///< with success or an error
};

std::optional<trace::WaitsFor> attempt(const sysv::SemaphoreSetState& set, const sysv::SemOp& call) {
    std::vector<int> values;
    for (const auto& semaphore : set.semaphores)
        values.push_back(semaphore.value);
    // EFBIG is looked for before anything else is.
    if (std::ranges::any_of(call.sops, [&](const sysv::SemBuf& op) { return op.sem_num >= values.size(); }))
        return std::nullopt;
    for (const auto& op : call.sops) {
        auto& value = values[op.sem_num];
        const bool waits = (op.sem_op == 0 && value != 0) || (op.sem_op < 0 && value + op.sem_op < 0);
        if (waits) {
            if ((op.sem_flg & IPC_NOWAIT) != 0) return std::nullopt; // EAGAIN
            trace::WaitsFor reason;
            reason.what = op.sem_op == 0 ? trace::WaitsFor::What::zero : trace::WaitsFor::What::increase;
            reason.object = sysv::ObjectId{sysv::Kind::semaphores, call.semid};
            reason.semnum = static_cast<int>(op.sem_num);
            reason.amount = op.sem_op;
            return reason;
        }
        value += op.sem_op;
        if (value > semaphore_most) return std::nullopt; // ERANGE
    }
    return std::nullopt;
}

} // namespace

std::optional<std::size_t> Objects::chosen(const sysv::QueueState& queue, const sysv::MsgRcv& call) const {
    // convert_mode() and testmsg() of ipc/msg.c
    const auto& messages = queue.messages;
    if (call.msgtyp == 0) return messages.empty() ? std::nullopt : std::optional<std::size_t>{0};
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto type = messages[i].type;
        if (call.msgtyp > 0) {
            const bool except = (call.msgflg & MSG_EXCEPT) != 0;
            if ((type == call.msgtyp) != except) return i;
        } else {
            const auto most =
                call.msgtyp == std::numeric_limits<long>::min() ? std::numeric_limits<long>::max() : -call.msgtyp;
            if (type <= most && (!found || type < messages[*found].type)) found = i;
        }
    }
    return found;
}

std::optional<trace::WaitsFor> Objects::obstacle(const sysv::Call& call, const Caller& caller) const {
    if (const auto* send = std::get_if<sysv::MsgSnd>(&call)) {
        const auto found = queues_.find(send->msqid);
        if (found == queues_.end() || (send->msgflg & IPC_NOWAIT) != 0 || !send->message) return std::nullopt;
        const auto& queue = found->second;
        if (send->msgsz > largest_message_) return std::nullopt; // EINVAL
        if (send->message->type < 1 || !may(queue.perm, caller, 2)) return std::nullopt;
        if (send->msgsz + queue.cbytes <= queue.qbytes && queue.qnum + 1 <= queue.qbytes) return std::nullopt;
        trace::WaitsFor reason;
        reason.what = trace::WaitsFor::What::room;
        reason.object = sysv::ObjectId{sysv::Kind::queue, send->msqid};
        return reason;
    }
    if (const auto* receive = std::get_if<sysv::MsgRcv>(&call)) {
        const auto found = queues_.find(receive->msqid);
        constexpr int at_once = IPC_NOWAIT | MSG_COPY; // MSG_COPY without IPC_NOWAIT is EINVAL
        if (found == queues_.end() || (receive->msgflg & at_once) != 0 || static_cast<std::int64_t>(receive->msgsz) < 0)
            return std::nullopt;
        if (!may(found->second.perm, caller, 4) || chosen(found->second, *receive)) return std::nullopt;
        trace::WaitsFor reason;
        reason.what = trace::WaitsFor::What::message;
        reason.object = sysv::ObjectId{sysv::Kind::queue, receive->msqid};
        reason.msgtyp = receive->msgtyp;
        reason.msgflg = receive->msgflg;
        return reason;
    }
    if (const auto* operate = std::get_if<sysv::SemOp>(&call)) {
        const auto found = sets_.find(operate->semid);
        if (found == sets_.end() || operate->sops.empty() || operate->timeout == sysv::invalid_timeout) return std::nullopt;
        const bool alters = std::ranges::any_of(operate->sops, [](const sysv::SemBuf& op) { return op.sem_op != 0; });
        if (!may(found->second.perm, caller, alters ? 2 : 4)) return std::nullopt;
        return attempt(found->second, *operate);
    }
    return std::nullopt;
}

void Objects::made(const sysv::Call& call, std::int64_t value, const Caller& caller, Adjustments& adjustments) {
    const auto id = static_cast<int>(value);
    if (const auto* get = std::get_if<sysv::MsgGet>(&call)) {
        (void)get;
        if (!queues_.contains(id)) refresh({sysv::Kind::queue, id});
    } else if (std::holds_alternative<sysv::SemGet>(call)) {
        if (!sets_.contains(id)) refresh({sysv::Kind::semaphores, id});
    } else if (std::holds_alternative<sysv::ShmGet>(call)) {
        if (!segments_.contains(id)) refresh({sysv::Kind::segment, id});
    } else if (const auto* send = std::get_if<sysv::MsgSnd>(&call)) {
        if (const auto found = queues_.find(send->msqid); found != queues_.end() && send->message) {
            auto& queue = found->second;
            queue.messages.push_back(*send->message);
            ++queue.qnum;
            queue.cbytes += send->msgsz;
            queue.lspid = caller.pid;
        }
    } else if (const auto* receive = std::get_if<sysv::MsgRcv>(&call)) {
        if ((receive->msgflg & MSG_COPY) != 0) return;
        lost_message(*receive);
        if (const auto found = queues_.find(receive->msqid); found != queues_.end()) found->second.lrpid = caller.pid;
    } else if (const auto* operate = std::get_if<sysv::SemOp>(&call)) {
        const auto found = sets_.find(operate->semid);
        if (found == sets_.end()) return;
        auto& set = found->second;
        set.operated = true;
        for (const auto& op : operate->sops) {
            auto& semaphore = set.semaphores.at(op.sem_num);
            semaphore.value += op.sem_op;
            semaphore.pid = caller.pid;
            if ((op.sem_flg & SEM_UNDO) != 0) {
                auto& adjustment = adjustments[operate->semid];
                adjustment.resize(set.semaphores.size());
                adjustment[op.sem_num] -= op.sem_op;
            }
        }
    } else if (const auto* control = std::get_if<sysv::SemCtl>(&call)) {
        refresh({sysv::Kind::semaphores, control->semid});
    } else if (const auto* queue_control = std::get_if<sysv::MsgCtl>(&call)) {
        if (queue_control->cmd == IPC_RMID)
            queues_.erase(queue_control->msqid);
        else if (queue_control->cmd == IPC_SET)
            refresh({sysv::Kind::queue, queue_control->msqid});
    } else if (const auto* attach = std::get_if<sysv::ShmAt>(&call)) {
        refresh({sysv::Kind::segment, attach->shmid});
    } else if (const auto* detach = std::get_if<sysv::ShmDt>(&call)) {
        refresh({sysv::Kind::segment, detach->shmid});
    } else if (const auto* segment_control = std::get_if<sysv::ShmCtl>(&call)) {
        refresh({sysv::Kind::segment, segment_control->shmid});
    }
}

void Objects::lost_message(const sysv::MsgRcv& call) {
    const auto found = queues_.find(call.msqid);
    if (found == queues_.end()) return;
    auto& queue = found->second;
    const auto which = chosen(queue, call);
    if (!which) return;
    queue.cbytes -= queue.messages[*which].text.size();
    --queue.qnum;
    queue.messages.erase(queue.messages.begin() + static_cast<std::ptrdiff_t>(*which));
}

std::optional<std::uint64_t> Objects::full_size(const sysv::MsgRcv& call) const {
    const auto found = queues_.find(call.msqid);
    if (found == queues_.end() || (call.msgflg & MSG_COPY) != 0) return std::nullopt;
    const auto which = chosen(found->second, call);
    if (!which || found->second.messages[*which].text.size() <= call.msgsz) return std::nullopt;
    return found->second.messages[*which].text.size();
}

namespace {

/// The state, or where it could not be had what everybody may see.
template <class State>
std::optional<State> or_listed(int id, std::optional<State> state) {
    if (state) return state;
    // Without privileges we may not read it either: a mode without any bit, for instance.
    State sought;
    sought.id = id;
    const auto listed = listed_state(sysv::id_of(sought));
    return listed ? std::optional{std::get<State>(*listed)} : std::nullopt;
}

} // namespace

void Objects::refresh(sysv::ObjectId id) {
    switch (id.kind) {
    case sysv::Kind::queue:
        if (auto state = or_listed(id.id, queue_state(id.id))) {
            // Messages are known from the calls; a queue that others have filled is read where the kernel can show it.
            const auto known = queues_.find(id.id);
            if (known != queues_.end() && known->second.messages.size() == state->qnum)
                state->messages = known->second.messages;
            else if (state->qnum > 0)
                state->messages = peek_messages(id.id).value_or(std::vector<sysv::Message>{});
            queues_.insert_or_assign(id.id, std::move(*state));
        } else {
            queues_.erase(id.id);
        }
        break;
    case sysv::Kind::semaphores:
        if (auto state = or_listed(id.id, semaphores_state(id.id)))
            sets_.insert_or_assign(id.id, std::move(*state));
        else
            sets_.erase(id.id);
        break;
    case sysv::Kind::segment:
        if (auto state = or_listed(id.id, segment_state(id.id)))
            segments_.insert_or_assign(id.id, std::move(*state));
        else
            segments_.erase(id.id);
        break;
    }
}

void Objects::holds(sysv::ObjectId queue, std::vector<sysv::Message> messages) {
    if (const auto found = queues_.find(queue.id); queue.kind == sysv::Kind::queue && found != queues_.end())
        found->second.messages = std::move(messages);
}

void Objects::refresh_all() {
    for (const auto id : ids())
        refresh(id);
}

std::string Objects::disagreement() const {
    for (const auto& [id, queue] : queues_) {
        const auto real = queue_state(id);
        if (real && (real->qnum != queue.qnum || real->cbytes != queue.cbytes || queue.messages.size() != queue.qnum))
            return fmt::format("message queue {} holds {} messages of {} bytes, but the model says {} of {}", id, real->qnum,
                               real->cbytes, queue.qnum, queue.cbytes);
    }
    for (const auto& [id, set] : sets_) {
        const auto real = semaphores_state(id);
        if (!real) continue;
        for (std::size_t i = 0; i < set.semaphores.size(); ++i)
            if (real->semaphores.at(i).value != set.semaphores[i].value)
                return fmt::format("semaphore {} of set {} is {}, but the model says {}", i, id, real->semaphores[i].value,
                                   set.semaphores[i].value);
    }
    return {};
}

bool Objects::knows(sysv::ObjectId id) const {
    switch (id.kind) {
    case sysv::Kind::queue: return queues_.contains(id.id);
    case sysv::Kind::semaphores: return sets_.contains(id.id);
    case sysv::Kind::segment: return segments_.contains(id.id);
    }
    return false;
}

std::optional<sysv::ObjectState> Objects::state(sysv::ObjectId id) const {
    const auto in = [&](const auto& map) -> std::optional<sysv::ObjectState> {
        const auto found = map.find(id.id);
        return found == map.end() ? std::nullopt : std::optional<sysv::ObjectState>{found->second};
    };
    switch (id.kind) {
    case sysv::Kind::queue: {
        const auto found = queues_.find(id.id);
        if (found == queues_.end()) return std::nullopt;
        // Without the messages: a trace would grow with the square of a queue's length.
        sysv::QueueState numbers;
        const auto& all = found->second;
        numbers.id = all.id;
        numbers.perm = all.perm;
        numbers.qnum = all.qnum;
        numbers.cbytes = all.cbytes;
        numbers.qbytes = all.qbytes;
        numbers.lspid = all.lspid;
        numbers.lrpid = all.lrpid;
        return numbers;
    }
    case sysv::Kind::semaphores: return in(sets_);
    case sysv::Kind::segment: return in(segments_);
    }
    return std::nullopt;
}

std::vector<sysv::Message> Objects::messages(sysv::ObjectId queue) const {
    const auto found = queues_.find(queue.id);
    return queue.kind == sysv::Kind::queue && found != queues_.end() ? found->second.messages : std::vector<sysv::Message>{};
}

std::vector<sysv::ObjectId> Objects::ids() const {
    std::vector<sysv::ObjectId> all;
    for (const auto& [id, state] : queues_)
        all.push_back({sysv::Kind::queue, id});
    for (const auto& [id, state] : sets_)
        all.push_back({sysv::Kind::semaphores, id});
    for (const auto& [id, state] : segments_)
        all.push_back({sysv::Kind::segment, id});
    return all;
}

std::vector<sysv::ObjectId> Objects::sets_of(const Adjustments& adjustments) const {
    std::vector<sysv::ObjectId> ids;
    for (const auto& [id, values] : adjustments)
        if (sets_.contains(id) && std::ranges::any_of(values, [](int v) { return v != 0; }))
            ids.push_back({sysv::Kind::semaphores, id});
    return ids;
}

std::string Objects::undone(const Adjustments& adjustments, int pid) {
    for (const auto id : sets_of(adjustments)) {
        auto& set = sets_.at(id.id);
        const auto& adjustment = adjustments.at(id.id);
        if (set.semaphores.size() != adjustment.size()) continue; // we may not read it
        for (std::size_t i = 0; i < adjustment.size(); ++i) {
            if (adjustment[i] == 0) continue;
            auto& semaphore = set.semaphores.at(i);
            semaphore.value = std::clamp(semaphore.value + adjustment[i], 0, semaphore_most);
            semaphore.pid = pid;
        }
        const auto real = semaphores_state(id.id);
        if (!real) continue;
        for (std::size_t i = 0; i < adjustment.size(); ++i) {
            const auto& shown = real->semaphores.at(i);
            const auto& expected = set.semaphores[i];
            if (shown.value == expected.value && (adjustment[i] == 0 || shown.pid == expected.pid)) continue;
            return fmt::format(
                "after the end of process {}, semaphore {} of set {} is {} and was last changed by process {}, "
                "but the model, with {:+} to give back, says {} and process {}",
                pid, i, id.id, shown.value, shown.pid, adjustment[i], expected.value, expected.pid);
        }
    }
    return {};
}

} // namespace ipclab::engine
