#include "explore/footprint.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <variant>

namespace ipclab::explore {
namespace {

using Kind = Resource::Kind;
using Mode = Effect::Mode;

/// An overload set out of lambdas, for std::visit.
template <class... Cases>
struct Either : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Either(Cases...) -> Either<Cases...>;

void touch(Footprint& into, Resource resource, Mode mode) { into.effects.push_back({.resource = resource, .mode = mode}); }

void take_part(Footprint& into, trace::TaskId task) {
    if (std::ranges::find(into.tasks, task) == into.tasks.end()) into.tasks.push_back(task);
}

/// These calls go through the kernel's table: what others make and remove anywhere in it shows.
void looks_at_all(Footprint& into) { into.everything = true; }

const sysv::QueueState* queue_after(const trace::Called& called) {
    for (const auto& state : called.after)
        if (const auto* queue = std::get_if<sysv::QueueState>(&state)) return queue;
    return nullptr;
}

const sysv::SemaphoreSetState* set_after(const trace::Called& called) {
    for (const auto& state : called.after)
        if (const auto* set = std::get_if<sysv::SemaphoreSetState>(&state)) return set;
    return nullptr;
}

} // namespace

bool Reader::somebody_waits(sysv::ObjectId id, std::optional<unsigned> semnum) const {
    return std::ranges::any_of(waiting_, [&](const auto& entry) {
        const auto& [object, semaphores] = entry.second;
        return object == id && (!semnum || std::ranges::find(semaphores, *semnum) != semaphores.end());
    });
}

std::int64_t Reader::name_of(sysv::ObjectId id) const {
    constexpr std::int64_t unknown = std::int64_t{1} << 40; // nobody was seen to make it
    const auto found = names_.find(id);
    return found == names_.end() ? unknown + id.id : found->second;
}

Resource Reader::whole(sysv::ObjectId id) const {
    switch (id.kind) {
    case sysv::Kind::queue: return {Kind::queue, name_of(id)};
    case sysv::Kind::semaphores: return {Kind::set, name_of(id)};
    default: return {Kind::segment, name_of(id)};
    }
}

Resource Reader::part(int set, unsigned number) const {
    return {Kind::semaphore, name_of({sysv::Kind::semaphores, set}), number};
}

std::int64_t Reader::number_of(const std::string& channel) {
    return channels_.try_emplace(channel, static_cast<std::int64_t>(channels_.size())).first->second;
}

Footprint Reader::read(trace::TaskId by, std::span<const trace::Event> events) {
    Footprint into{.by = by};
    take_part(into, by);
    for (const auto& event : events) {
        take_part(into, event.task);
        std::visit(Either{[&](const trace::Called& call) { called(event, call, into); },
                          [&](const trace::Blocked& blocked) {
                              waiting_.insert_or_assign(event.task, waits(blocked.call, event.task, into));
                          },
                          [&](const trace::Started&) {
                              touch(into, {Kind::pids}, Mode::write);
                              into.made.push_back(event.task);
                          },
                          [&](const trace::Forked& forked) {
                              parents_.insert_or_assign(forked.child, event.task);
                              into.made.push_back(forked.child);
                              if (forked.how != trace::Forked::How::thread) touch(into, {Kind::pids}, Mode::write);
                          },
                          [&](const trace::Exited& exited) {
                              waiting_.erase(event.task);
                              touch(into, {Kind::task, event.task.value}, Mode::write);
                              touch(into, {Kind::ends}, Mode::end);
                              for (const auto& state : exited.after)
                                  touch(into, whole(sysv::id_of(state)),
                                        std::holds_alternative<sysv::SegmentState>(state) ? Mode::add : Mode::write);
                              if (const auto parent = parents_.find(event.task); parent != parents_.end()) {
                                  into.effects.push_back({.resource = {Kind::children, parent->second.value},
                                                          .mode = Mode::end,
                                                          .message = static_cast<std::uint64_t>(event.task.value)});
                                  if (knowledge_.children_signal)
                                      touch(into, {Kind::signals, parent->second.value}, Mode::write);
                              }
                          },
                          [&](const trace::Accessed& access) {
                              const bool writes = access.kind != trace::Accessed::Kind::read &&
                                                  access.kind != trace::Accessed::Kind::atomic_read;
                              into.bytes.push_back({name_of(access.segment), access.offset,
                                                    access.offset + std::max<std::uint64_t>(access.size, 1), writes});
                          },
                          [&](const trace::Signalled& signal) {
                              touch(into, {Kind::signals, event.task.value}, Mode::write);
                              if (signal.signo == SIGCHLD && signal.effect == trace::Signalled::Effect::handled)
                                  knowledge_.children_signal = true;
                          },
                          [&](const trace::Output&) {
                              // One terminal an actor; its processes are known by the root of their tree.
                              auto root = event.task;
                              for (auto up = parents_.find(root); up != parents_.end(); up = parents_.find(root))
                                  root = up->second;
                              if (output_matters_) touch(into, {Kind::channel, -1 - root.value}, Mode::write);
                          },
                          [&](const trace::Scripted& scripted) {
                              if (scripted.looked) looked(*scripted.looked, into);
                              if (!scripted.whom) return;
                              touch(into, {Kind::task, scripted.whom->value}, Mode::write);
                              const auto found = waiting_.find(*scripted.whom);
                              if (found == waiting_.end() || !found->second.object) return;
                              touch(into, whole(*found->second.object), Mode::read);
                              for (const auto semnum : found->second.semaphores)
                                  touch(into, part(found->second.object->id, semnum), Mode::read);
                          },
                          [&](const trace::ClockAdvanced&) { into.everything = true; },
                          [&](const trace::Faulted&) {
                              touch(into, {Kind::task, event.task.value}, Mode::write);
                          },
                          [](const auto&) {}},
                   event.what);
    }
    // Whatever it does, it is there and has had its signals: who ends it or sends it one does not commute with it.
    for (const auto task : into.tasks) {
        touch(into, {Kind::task, task.value}, Mode::read);
        touch(into, {Kind::signals, task.value}, Mode::read);
    }
    return into;
}

void Reader::looked(const trace::Looked& at, Footprint& into) const {
    touch(into, {Kind::key, static_cast<std::int64_t>(at.kind), at.key}, Mode::read);
    if (at.state) touch(into, whole(sysv::id_of(*at.state)), Mode::read);
    for (const auto& piece : at.contents)
        into.bytes.push_back(
            {name_of(piece.segment), piece.offset, piece.offset + std::max<std::uint64_t>(piece.bytes.size(), 1), false});
}

Reader::Wait Reader::waits(const trace::Call& call, trace::TaskId task, Footprint& into) {
    Wait begun;
    // Its place among those who wait; and what it waits for would have let it go on.
    std::visit(Either{[&](const sysv::Call& ipc) {
                          begun.object = sysv::object_of(ipc);
                          const auto* operate = std::get_if<sysv::SemOp>(&ipc);
                          if (operate == nullptr) {
                              if (begun.object) touch(into, whole(*begun.object), Mode::write);
                              return;
                          }
                          touch(into, whole({sysv::Kind::semaphores, operate->semid}), Mode::add);
                          for (const auto& op : operate->sops) {
                              touch(into, part(operate->semid, op.sem_num), Mode::write);
                              begun.semaphores.push_back(op.sem_num);
                          }
                      },
                      [&](const trace::WaitCall&) {
                          touch(into, {Kind::children, task.value}, Mode::write);
                      },
                      [&](const trace::Transfer& transfer) {
                          touch(into, {Kind::channel, number_of(transfer.channel)}, Mode::write);
                          touch(into, {Kind::ends}, Mode::read);
                      },
                      [](const auto&) {}},
               call);
    return begun;
}

Footprint Reader::of_waiting(trace::TaskId by, const trace::Call& call) {
    Footprint into{.by = by};
    take_part(into, by);
    waits(call, by, into);
    // It has no place yet; once it goes on, it is a P like any other.
    const auto* ipc = std::get_if<sysv::Call>(&call);
    const auto* operate = ipc != nullptr ? std::get_if<sysv::SemOp>(ipc) : nullptr;
    if (operate != nullptr && operate->sops.size() == 1)
        for (auto& effect : into.effects)
            if (effect.resource.kind == Kind::semaphore && operate->sops.front().sem_op != 0) {
                effect.mode = Mode::change;
                effect.amount = operate->sops.front().sem_op;
            }
    return into;
}

void Reader::called(const trace::Event& event, const trace::Called& called, Footprint& into) {
    const auto task = event.task;
    waiting_.erase(task);
    std::visit(Either{[&](const sysv::Call& call) { ipc(task, called, call, into); },
                      [&](const trace::Transfer& transfer) {
                          const bool terminal = transfer.channel == "terminal";
                          if (terminal && !output_matters_) return;
                          touch(into, {Kind::channel, number_of(transfer.channel)}, Mode::write);
                          if (!called.result.ok() || called.result.value == 0) touch(into, {Kind::ends}, Mode::read);
                      },
                      [&](const trace::WaitCall& wait) {
                          const Resource children{Kind::children, task.value};
                          if (!wait.reaped || called.blocked) return touch(into, children, Mode::write);
                          into.effects.push_back({.resource = children,
                                                  .mode = Mode::reap,
                                                  .message = static_cast<std::uint64_t>(wait.reaped->value),
                                                  .type = wait.pid});
                          touch(into, {Kind::task, wait.reaped->value}, Mode::read);
                      },
                      [&](const trace::KillCall& kill) {
                          for (const auto target : kill.targets) {
                              touch(into, {Kind::signals, target.value}, Mode::write);
                              touch(into, {Kind::task, target.value}, Mode::read);
                          }
                      },
                      [](const auto&) {}},
               called.call);
}

void Reader::gotten(trace::TaskId task, sysv::Kind kind, std::int32_t key, const trace::Called& called, Footprint& into) {
    const bool made = !called.after.empty() || task == trace::script; // what is given is new
    const sysv::ObjectId id{kind, static_cast<int>(called.result.value)};
    if (key != IPC_PRIVATE) touch(into, {Kind::key, static_cast<std::int64_t>(kind), key}, made ? Mode::write : Mode::read);
    if (!called.result.ok()) return;
    keys_.insert_or_assign(id, key);
    if (made) names_.insert_or_assign(id, ((static_cast<std::int64_t>(task.value) + 1) << 20) + made_[task]++);
    if (made && kind == sysv::Kind::queue) queues_.insert_or_assign(id.id, std::vector<Message>{});
}

void Reader::removed(sysv::Kind kind, int id, Footprint& into) {
    touch(into, whole({kind, id}), Mode::write);
    if (const auto key = keys_.find({kind, id}); key != keys_.end() && key->second != IPC_PRIVATE)
        touch(into, {Kind::key, static_cast<std::int64_t>(kind), key->second}, Mode::write);
}

void Reader::ipc(trace::TaskId task, const trace::Called& called, const sysv::Call& call, Footprint& into) {
    const bool ok = called.result.ok();
    std::visit(
        Either{
            [&](const sysv::MsgGet& get) { gotten(task, sysv::Kind::queue, get.key, called, into); },
            [&](const sysv::SemGet& get) { gotten(task, sysv::Kind::semaphores, get.key, called, into); },
            [&](const sysv::ShmGet& get) { gotten(task, sysv::Kind::segment, get.key, called, into); },
            [&](const sysv::MsgSnd& send) {
                const auto queue = whole({sysv::Kind::queue, send.msqid});
                const auto* after = queue_after(called);
                if (!ok || after == nullptr || !send.message || called.blocked ||
                    somebody_waits({sysv::Kind::queue, send.msqid}))
                    touch(into, queue, ok ? Mode::write : Mode::read);
                if (!ok || !send.message) return;
                const auto name = (static_cast<std::uint64_t>(task.value) << 32) + sent_[task]++;
                const long type = send.message->type;
                queues_[send.msqid].push_back({.name = name, .type = type});
                if (after == nullptr) return;
                into.effects.push_back({.resource = queue,
                                        .mode = Mode::send,
                                        .amount = static_cast<long>(send.msgsz),
                                        .before = static_cast<long>(after->qbytes - after->cbytes + send.msgsz),
                                        .message = name,
                                        .type = type});
            },
            [&](const sysv::MsgRcv& receive) {
                const auto queue = whole({sysv::Kind::queue, receive.msqid});
                if (receive.msgtyp <= 0 || (receive.msgflg & (MSG_EXCEPT | MSG_COPY)) != 0)
                    knowledge_.mixed_queues.insert(queue.id);
                auto& messages = queues_[receive.msqid];
                const auto taken = std::ranges::find_if(
                    messages, [&](const Message& m) { return receive.message && m.type == receive.message->type; });
                const bool known = ok && taken != messages.end() && (receive.msgflg & MSG_COPY) == 0;
                if (!known || called.blocked || somebody_waits({sysv::Kind::queue, receive.msqid}))
                    touch(into, queue, ok ? Mode::write : Mode::read);
                if (!known) return;
                into.effects.push_back(
                    {.resource = queue, .mode = Mode::receive, .message = taken->name, .type = receive.msgtyp});
                messages.erase(taken);
            },
            [&](const sysv::MsgCtl& control) {
                if (control.cmd == IPC_RMID && ok) return removed(sysv::Kind::queue, control.msqid, into);
                if (control.cmd == MSG_STAT || control.cmd == MSG_STAT_ANY || control.cmd == MSG_INFO)
                    return looks_at_all(into);
                touch(into, whole({sysv::Kind::queue, control.msqid}), control.cmd == IPC_SET ? Mode::write : Mode::read);
                if (control.cmd == IPC_STAT) knowledge_.pids_are_read = true;
            },
            [&](const sysv::SemOp& operate) { semaphores(called, operate, into); },
            [&](const sysv::SemCtl& set) { control(called, set, into); },
            [&](const sysv::ShmAt& attach) {
                touch(into, whole({sysv::Kind::segment, attach.shmid}), Mode::add);
            },
            [&](const sysv::ShmDt& detach) {
                touch(into, whole({sysv::Kind::segment, detach.shmid}), called.removed ? Mode::write : Mode::add);
            },
            [&](const sysv::ShmCtl& control) {
                if (control.cmd == IPC_RMID && ok) return removed(sysv::Kind::segment, control.shmid, into);
                if (control.cmd == SHM_STAT || control.cmd == SHM_STAT_ANY || control.cmd == SHM_INFO)
                    return looks_at_all(into);
                touch(into, whole({sysv::Kind::segment, control.shmid}), control.cmd == IPC_SET ? Mode::write : Mode::read);
            }},
        call);
}

void Reader::semaphores(const trace::Called& called, const sysv::SemOp& call, Footprint& into) {
    const sysv::ObjectId id{sysv::Kind::semaphores, call.semid};
    touch(into, whole(id), Mode::add);
    const auto* after = set_after(called);
    const bool plain = called.result.ok() && after != nullptr && !called.blocked;
    std::map<unsigned, long> sums;
    std::map<unsigned, int> times;
    bool waits = true;
    for (const auto& op : call.sops) {
        sums[op.sem_num] += op.sem_op;
        ++times[op.sem_num];
        waits = waits && (op.sem_flg & IPC_NOWAIT) == 0;
    }
    for (const auto& [number, sum] : sums) {
        const auto semaphore = part(call.semid, number);
        if (!called.result.ok()) {
            touch(into, semaphore, Mode::read);
        } else if (sum == 0 && times[number] == 1) {
            touch(into, semaphore, Mode::read);
        } else if (plain && times[number] == 1 && number < after->semaphores.size() && !somebody_waits(id, number)) {
            into.effects.push_back({.resource = semaphore,
                                    .mode = Mode::change,
                                    .amount = sum,
                                    .before = after->semaphores[number].value - sum,
                                    .type = waits ? 0 : 1});
        } else {
            touch(into, semaphore, Mode::write);
        }
    }
}

void Reader::control(const trace::Called& called, const sysv::SemCtl& call, Footprint& into) {
    const auto set = whole({sysv::Kind::semaphores, call.semid});
    const auto semaphore = part(call.semid, static_cast<unsigned>(call.semnum));
    switch (call.cmd) {
    case IPC_RMID:
        if (called.result.ok()) return removed(sysv::Kind::semaphores, call.semid, into);
        touch(into, set, Mode::read);
        break;
    case SETVAL:
        touch(into, semaphore, Mode::write);
        touch(into, set, Mode::add);
        break;
    case GETPID: knowledge_.pids_are_read = true; [[fallthrough]];
    case GETVAL:
        touch(into, semaphore, Mode::read);
        touch(into, set, Mode::add); // its removal counts, what becomes of other semaphores does not
        break;
    case SETALL:
    case IPC_SET: touch(into, set, Mode::write); break;
    case SEM_STAT:
    case SEM_STAT_ANY:
    case SEM_INFO: looks_at_all(into); break;
    default: touch(into, set, Mode::read); break;
    }
}

} // namespace ipclab::explore
