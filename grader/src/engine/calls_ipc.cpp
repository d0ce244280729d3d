// What becomes of the twelve System V calls.

#include "engine/controller.h"
#include "engine/decode.h"
#include "engine/kernel.h"
#include "engine/ledger.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>

namespace ipclab::engine {
namespace {

using What = trace::WaitsFor::What;

bool is_removal(const sysv::Call& call) {
    if (const auto* queue = std::get_if<sysv::MsgCtl>(&call)) return queue->cmd == IPC_RMID;
    if (const auto* set = std::get_if<sysv::SemCtl>(&call)) return set->cmd == IPC_RMID;
    if (const auto* segment = std::get_if<sysv::ShmCtl>(&call)) return segment->cmd == IPC_RMID;
    return false;
}

/// Calls that only look: asked again with nothing changed in between, they are polling.
bool only_looks(const sysv::Call& call, bool existed) {
    if (std::holds_alternative<sysv::MsgGet>(call) || std::holds_alternative<sysv::SemGet>(call) ||
        std::holds_alternative<sysv::ShmGet>(call))
        return existed;
    if (const auto* queue = std::get_if<sysv::MsgCtl>(&call)) return queue->cmd != IPC_RMID && queue->cmd != IPC_SET;
    if (const auto* set = std::get_if<sysv::SemCtl>(&call))
        return set->cmd != IPC_RMID && set->cmd != IPC_SET && set->cmd != SETVAL && set->cmd != SETALL;
    if (const auto* segment = std::get_if<sysv::ShmCtl>(&call)) return segment->cmd != IPC_RMID && segment->cmd != IPC_SET;
    return false;
}

/// A get call that was allowed to make the object.
bool may_create(const sysv::Call& call) {
    const auto by = [](int key, int flags) { return key == IPC_PRIVATE || (flags & IPC_CREAT) != 0; };
    if (const auto* queue = std::get_if<sysv::MsgGet>(&call)) return by(queue->key, queue->msgflg);
    if (const auto* set = std::get_if<sysv::SemGet>(&call)) return by(set->key, set->semflg);
    if (const auto* segment = std::get_if<sysv::ShmGet>(&call)) return by(segment->key, segment->shmflg);
    return false;
}

std::uint64_t question(const Pending& pending) {
    std::uint64_t hash = static_cast<std::uint64_t>(pending.visible->number);
    for (const auto argument : pending.arguments)
        hash = hash * 0x100000001b3 ^ argument;
    return hash;
}

} // namespace

Caller Controller::caller(const Task& task) const {
    return {.uid = identity_.uid, .gid = identity_.gid, .pid = task.process->pid};
}

std::vector<sysv::ObjectState> Controller::state_now(sysv::ObjectId id) {
    auto state = objects_.state(id);
    if (!state) return {};
    if (auto* set = std::get_if<sysv::SemaphoreSetState>(&*state)) {
        // Waiting is the model's, not the kernel's: nobody of ours ever sleeps there.
        for (const auto* task : waiters(id)) {
            auto& semaphore = set->semaphores.at(static_cast<std::size_t>(task->pending->waits_for.semnum));
            ++(task->pending->waits_for.what == What::zero ? semaphore.zcnt : semaphore.ncnt);
        }
    }
    std::vector<sysv::ObjectState> states;
    states.push_back(std::move(*state));
    return states;
}

std::vector<Task*> Controller::waiters(sysv::ObjectId id) {
    std::vector<Task*> found;
    for (const auto& task : tasks_)
        if (task->state == Task::State::blocked && task->pending->waits_for.object == id) found.push_back(task.get());
    std::ranges::sort(found, {}, [](const Task* task) { return task->pending->order; });
    return found;
}

bool Controller::perform_ipc(Task& task) {
    const auto at = question(*task.pending);
    auto& call = std::get<sysv::Call>(task.pending->call);
    const auto object = sysv::object_of(call);
    std::optional<std::uint64_t> full_size;
    if (const auto* receive = std::get_if<sysv::MsgRcv>(&call)) full_size = objects_.full_size(*receive);

    const auto made = std::holds_alternative<sysv::ShmAt>(call) ? make_attach(task) : make(task);
    if (!made) return false;
    auto result = *made;
    const bool failed = result < 0 && result > -4096;
    if (const auto* set = std::get_if<sysv::SemCtl>(&call);
        set != nullptr && !failed && (set->cmd == GETNCNT || set->cmd == GETZCNT)) {
        // The kernel knows no waiters: they are parked at their calls. The count is what it would have been.
        const auto wanted = set->cmd == GETZCNT ? What::zero : What::increase;
        result = std::ranges::count_if(waiters(*object), [&](const Task* waiter) {
            return waiter->pending->waits_for.what == wanted && waiter->pending->waits_for.semnum == set->semnum;
        });
        Registers registers{task.tid};
        registers.set_result(result);
        registers.store(task.tid);
    }

    std::vector<sysv::ObjectState> after;
    std::optional<sysv::ObjectId> removed;
    std::optional<sysv::ObjectId> touched;
    bool alters = false;
    if (failed) {
        if (const auto* receive = std::get_if<sysv::MsgRcv>(&call); receive != nullptr && result == -EFAULT) {
            objects_.lost_message(*receive);
            alters = true;
        }
    } else {
        std::size_t nsems = 0;
        if (object)
            if (const auto state = objects_.state(*object); state && std::holds_alternative<sysv::SemaphoreSetState>(*state))
                nsems = std::get<sysv::SemaphoreSetState>(*state).semaphores.size();
        decode_answer(call, result, task.memory, nsems);
        if (auto* receive = std::get_if<sysv::MsgRcv>(&call)) receive->full_size = full_size;
        const sysv::ObjectId gotten{sysv::kind_of(call), static_cast<int>(result)};
        const bool is_get = !object && !std::holds_alternative<sysv::ShmDt>(call);
        const bool existed = is_get && objects_.knows(gotten);
        alters = !only_looks(call, existed);
        if (alters) {
            objects_.made(call, result, caller(task), task.process->semadj);
            if (is_get && !existed && !foreign_.contains(gotten) && may_create(call)) {
                made_.push_back(gotten);
                if (spec_.ledger != nullptr) spec_.ledger->add(gotten);
            }
            touched = is_get ? std::optional{gotten} : object;
            if (const auto gone = note_shared_memory(task, call, result)) removed = gone;
            if (const auto* detach = std::get_if<sysv::ShmDt>(&call); detach != nullptr && detach->shmid >= 0)
                touched = sysv::ObjectId{sysv::Kind::segment, detach->shmid};
            if (is_removal(call) && !objects_.knows(*object)) {
                removed = object;
                if (spec_.ledger != nullptr) spec_.ledger->drop(*object);
            }
            forget_adjustments(call);
            if (touched) after = state_now(*touched);
        }
    }
    // What the kernel took from shared memory, it took before others could go on by this call; what it put there, it put there
    // after it had waited for them.
    const auto touched_memory = shared_buffers(task, result);
    const auto where = task.pending->where;
    tell_buffers(task, touched_memory, where, false);
    called(task, result, trace::Called::Origin::kernel, std::move(after), removed);
    tell_buffers(task, touched_memory, where, true);
    if (!alters) {
        asked(task, at);
        return true;
    }
    changed();
    task.polling = false;
    if (removed && touched == removed)
        settle_removed(*removed);
    else if (touched)
        settle(*touched);
    return true;
}

void Controller::forget_adjustments(const sysv::Call& call) {
    // SETVAL and SETALL clear the adjustments of every process (semctl(2)).
    const auto* control = std::get_if<sysv::SemCtl>(&call);
    if (control == nullptr) return;
    for (const auto& [pid, process] : processes_) {
        const auto found = process->semadj.find(control->semid);
        if (found == process->semadj.end()) continue;
        auto& values = found->second;
        if (control->cmd == SETVAL && static_cast<std::size_t>(control->semnum) < values.size())
            values[static_cast<std::size_t>(control->semnum)] = 0;
        if (control->cmd == SETALL) std::ranges::fill(values, 0);
        if (control->cmd == IPC_RMID) process->semadj.erase(found);
    }
}

std::optional<sysv::ObjectId> Controller::note_shared_memory(Task& task, const sysv::Call& call, std::int64_t value) {
    auto& attached = task.process->attached;
    if (const auto* attach = std::get_if<sysv::ShmAt>(&call))
        attached.insert_or_assign(static_cast<std::uint64_t>(value), attach->shmid);
    if (const auto* attach = std::get_if<sysv::ShmAt>(&call)) watch_attach(task, *attach, static_cast<std::uint64_t>(value));
    const auto* detach = std::get_if<sysv::ShmDt>(&call);
    if (detach == nullptr) return std::nullopt;
    attached.erase(detach->shmaddr);
    task.process->watched.detach(detach->shmaddr);
    const sysv::ObjectId id{sysv::Kind::segment, detach->shmid};
    return detach->shmid >= 0 && !objects_.knows(id) ? std::optional{id} : std::nullopt;
}

Task& Controller::next_of(const std::vector<Task*>& served) {
    if (served.size() == 1 || !faults_.waiters_in_any_order()) return *served.front();
    auto all = served;
    std::ranges::sort(all, {}, [](const Task* task) { return task->id; });
    std::vector<schedule::Candidate> able;
    for (const auto* task : all)
        able.push_back({.task = task->id, .call = &task->pending->call});
    auto& chosen = *all[schedule_.choose({.candidates = able, .last = last_, .events = trace_.events})];
    if (&chosen != served.front())
        emit(chosen.id, trace::Faulted{.fault = text(Fault{.kind = Fault::Kind::waiters, .who = {}, .when = {}})});
    return chosen;
}

void Controller::settle(sysv::ObjectId id) {
    // ipc/sem.c, do_smart_update: who waits for zero goes first, then first come, first served; each completed operation may let an
    // earlier one go on, so it starts over. ipc/msg.c: a message is handed to the first sleeping receiver that it suits; senders
    // that sleep for room only wake and try again when they are let.
    for (;;) {
        auto waiting = waiters(id);
        std::stable_partition(waiting.begin(), waiting.end(),
                              [](const Task* task) { return task->pending->waits_for.what == What::zero; });
        std::vector<Task*> served;
        for (auto* task : waiting) {
            if (objects_.obstacle(std::get<sysv::Call>(task->pending->call), caller(*task))) continue;
            if (task->pending->waits_for.what == What::room)
                task->state = Task::State::parked;
            else
                served.push_back(task);
        }
        if (served.empty()) return;
        grant(next_of(served));
    }
}

void Controller::grant(Task& task) {
    if (task.state == Task::State::blocked) perform_ipc(task);
}

void Controller::settle_removed(sysv::ObjectId id) {
    for (auto* task : waiters(id))
        answer(*task, -EIDRM);
}

} // namespace ipclab::engine
