#include "analysis/object_orders.h"

#include "analysis/calls.h"

#include <algorithm>
#include <cerrno>

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

namespace ipclab::analysis {

namespace {

bool looks(int command) { return command == IPC_STAT || command == MSG_STAT || command == SEM_STAT || command == SHM_STAT; }

} // namespace

bool ObjectOrders::completed(const sysv::Call& call, const trace::Called& called, Clock& caller) {
    if (key_of(call)) return got(call, called, caller);
    auto id = sysv::object_of(call);
    if (const auto* detach = std::get_if<sysv::ShmDt>(&call)) id = sysv::ObjectId{sysv::Kind::segment, detach->shmid};
    if (!id || id->id < 0) return false;
    auto& life = lives_[*id];
    bool news = false;
    if (!called.result.ok()) {
        // It can be told from the error that the object has gone.
        if (called.result.error == EIDRM || called.result.error == EINVAL) news = caller.join(life.removed);
    } else {
        news = caller.join(life.altered); // what IPC_SET allowed
        if (removes(call)) life.removed.join(caller);
    }
    if (const auto* operate = std::get_if<sysv::SemOp>(&call)) return operated(*operate, called, caller) || news;
    if (const auto* control = std::get_if<sysv::SemCtl>(&call)) return controlled(*control, called, caller) || news;
    if (const auto* send = std::get_if<sysv::MsgSnd>(&call)) return sent(*send, called, caller) || news;
    if (const auto* receive = std::get_if<sysv::MsgRcv>(&call)) return received(*receive, called, caller) || news;
    if (!called.result.ok()) return news;
    if (const auto* control = std::get_if<sysv::MsgCtl>(&call)) {
        auto& queue = queues_[control->msqid];
        if (looks(control->cmd)) {
            const bool from_senders = caller.join(queue.sent);
            return caller.join(queue.received) || from_senders || news;
        }
        if (control->cmd == IPC_SET) {
            life.altered.join(caller);
            queue.whole = false; // its room may have changed
        }
    } else {
        // Segments: IPC_STAT shows nattch and who came last; an attach alone orders nothing.
        const auto* look = std::get_if<sysv::ShmCtl>(&call);
        if (look && looks(look->cmd)) return caller.join(life.seen) || news;
        life.seen.join(caller);
        if (look && look->cmd == IPC_SET) life.altered.join(caller);
    }
    return news;
}

bool ObjectOrders::got(const sysv::Call& call, const trace::Called& called, Clock& caller) {
    const std::pair key{sysv::kind_of(call), *key_of(call)};
    const int flags = get_flags_of(call).value_or(0);
    const bool open = key.second != IPC_PRIVATE;
    const auto named = keys_.find(key);
    bool news = false;
    if (!called.result.ok()) {
        if (!open || named == keys_.end()) return false;
        const auto& life = lives_[named->second];
        return caller.join(called.result.error == ENOENT ? life.removed : life.made);
    }
    const sysv::ObjectId id{key.first, static_cast<int>(called.result.value)};
    if (!called.after.empty()) {
        // With IPC_EXCL it knows that what had this key before is gone.
        if (open && (flags & IPC_EXCL) != 0 && named != keys_.end()) news = caller.join(lives_[named->second].removed);
        Life life;
        life.key = key.second;
        life.made = caller;
        lives_[id] = std::move(life);
        if (open) keys_[key] = id;
        const auto& state = called.after.front();
        if (const auto* set = std::get_if<sysv::SemaphoreSetState>(&state)) {
            auto& made = sets_[id.id] = Set{};
            made.semaphores.resize(set->semaphores.size());
            for (auto& semaphore : made.semaphores)
                semaphore.initial = 0;
        } else if (const auto* queue = std::get_if<sysv::QueueState>(&state)) {
            auto& made = queues_[id.id] = Queue{};
            made.whole = true;
            made.room = queue->qbytes;
        }
        return news;
    }
    // With IPC_CREAT it would have made the object itself: that it was there already orders nothing.
    return (flags & IPC_CREAT) == 0 && caller.join(lives_[id].made);
}

bool ObjectOrders::operated(const sysv::SemOp& call, const trace::Called& called, Clock& caller) {
    auto& set = sets_[call.semid];
    bool news = false;
    if (!called.result.ok()) {
        // It did not fit: somebody has lowered or raised the semaphore.
        if (called.result.error != EAGAIN && called.result.error != ERANGE) return false;
        for (const auto& op : call.sops)
            news = caller.join(set.at(op.sem_num).seen) || news;
        return news;
    }
    for (const auto& op : call.sops) {
        auto& semaphore = set.at(op.sem_num);
        if (op.sem_op > 0) continue;
        news = caller.join(semaphore.set) || news;
        if (op.sem_op == 0) {
            news = caller.join(semaphore.lowered) || news;
            continue;
        }
        // While all that was ever taken was there from the beginning, it would have gone on without anybody's V.
        semaphore.taken -= op.sem_op;
        if (!semaphore.initial || semaphore.taken > *semaphore.initial) news = caller.join(semaphore.raised) || news;
    }
    for (const auto& op : call.sops) {
        auto& semaphore = set.at(op.sem_num);
        if (op.sem_op > 0) semaphore.raised.join(caller);
        if (op.sem_op < 0) semaphore.lowered.join(caller);
        semaphore.seen.join(caller); // sem_otime and sempid, if nothing else
    }
    return news;
}

bool ObjectOrders::controlled(const sysv::SemCtl& call, const trace::Called& called, Clock& caller) {
    if (!called.result.ok()) return false;
    auto& set = sets_[call.semid];
    const auto number = static_cast<std::size_t>(std::max(call.semnum, 0));
    const auto set_one = [&](Semaphore& semaphore, long value) {
        semaphore.initial = value;
        semaphore.taken = 0;
        semaphore.set.join(caller);
        semaphore.lowered.join(caller); // it may have become zero
        semaphore.seen.join(caller);
    };
    bool news = false;
    switch (call.cmd) {
    case SETVAL: set_one(set.at(number), static_cast<int>(call.arg)); break;
    case SETALL:
        for (std::size_t i = 0; i < call.array.size(); ++i)
            set_one(set.at(i), call.array[i]);
        break;
    case GETVAL:
    case GETPID:
    case GETNCNT:
    case GETZCNT: return caller.join(set.at(number).seen);
    case IPC_SET: lives_[{sysv::Kind::semaphores, call.semid}].altered.join(caller); break;
    default:
        if (call.cmd != GETALL && !looks(call.cmd)) break;
        for (const auto& semaphore : set.semaphores)
            news = caller.join(semaphore.seen) || news;
    }
    return news;
}

bool ObjectOrders::sent(const sysv::MsgSnd& call, const trace::Called& called, Clock& caller) {
    auto& queue = queues_[call.msqid];
    if (!called.result.ok()) return called.result.error == EAGAIN && caller.join(queue.sent);
    for (const auto& state : called.after)
        if (const auto* after = std::get_if<sysv::QueueState>(&state)) queue.room = std::min(queue.room, after->qbytes);
    ++queue.count;
    queue.bytes += call.msgsz;
    // While all that was ever sent would have fitted, nobody had to receive before.
    const bool fitted = queue.whole && queue.count <= queue.room && queue.bytes <= queue.room;
    const bool news = (called.blocked || !fitted) && caller.join(queue.received);
    queue.sent.join(caller);
    if (call.message) queue.messages[call.message->type].push_back({call.message->text, caller});
    return news;
}

bool ObjectOrders::received(const sysv::MsgRcv& call, const trace::Called& called, Clock& caller) {
    auto& queue = queues_[call.msqid];
    if (!called.result.ok()) {
        if (called.result.error == ENOMSG) return caller.join(queue.received);
        return called.result.error == E2BIG && caller.join(queue.sent);
    }
    const bool news = take(queue, call, caller);
    queue.received.join(caller);
    return news;
}

bool ObjectOrders::take(Queue& queue, const sysv::MsgRcv& call, Clock& caller) {
    if (!call.message) return caller.join(queue.sent);
    auto& of_type = queue.messages[call.message->type];
    const auto& text = call.message->text; // MSG_NOERROR may have cut it
    const auto found = std::find_if(of_type.begin(), of_type.end(), [&](const Sent& s) { return s.text.starts_with(text); });
    if (found == of_type.end()) return caller.join(queue.sent); // from before the run, or its sending was not understood
    const bool news = caller.join(found->clock);
    if ((call.msgflg & MSG_COPY) == 0) of_type.erase(found);
    return news;
}

void ObjectOrders::blocked(const sysv::Call& call, const Clock& caller) {
    const auto* operate = std::get_if<sysv::SemOp>(&call);
    if (!operate) return;
    for (const auto& op : operate->sops)
        sets_[operate->semid].at(op.sem_num).seen.join(caller);
}

void ObjectOrders::ended(const std::vector<sysv::ObjectState>& changed, const Clock& process) {
    for (const auto& state : changed) {
        const auto id = sysv::id_of(state);
        if (id.kind == sysv::Kind::segment) lives_[id].seen.join(process);
        const auto* after = std::get_if<sysv::SemaphoreSetState>(&state);
        if (!after) continue;
        // Which of them SEM_UNDO has changed is not told.
        for (std::size_t i = 0; i < after->semaphores.size(); ++i) {
            auto& semaphore = sets_[id.id].at(i);
            semaphore.initial.reset();
            for (auto* clock : {&semaphore.raised, &semaphore.lowered, &semaphore.seen})
                clock->join(process);
        }
    }
}

} // namespace ipclab::analysis
