// How a fault strikes: at the three places where the loop lets a task go on.

#include "engine/controller.h"

#include <signal.h>
#include <sys/ptrace.h>

#include <algorithm>

namespace ipclab::engine {
namespace {

/// include/linux/errno.h, ERESTARTNOINTR: the call is made once more, after the handler if there is one.
constexpr std::int64_t restart_always = -513;

/// How long who was stopped stays so while others are busy: some never end, or look again and again.
constexpr VirtualTime longest_stop = std::chrono::seconds{10};

} // namespace

void Controller::strike(Task& task, const Fault& fault) {
    auto& process = *task.process;
    emit(task.id, trace::Faulted{.fault = text(fault)});
    changed();
    switch (fault.kind) {
    case Fault::Kind::kill:
        emit(task.id, trace::Signalled{.signo = SIGKILL, .effect = trace::Signalled::Effect::ends, .from = trace::script});
        kill_process(process);
        break;
    case Fault::Kind::stop:
    case Fault::Kind::signal: {
        const int signo = fault.kind == Fault::Kind::stop ? SIGSTOP : fault.number;
        if (signo == SIGSTOP) stopped_.insert_or_assign(process.pid, clock_.now());
        sent_.insert_or_assign(signo, trace::script);
        kill(process.pid, signo);
        signal_sent({&process}, signo);
        break;
    }
    case Fault::Kind::fail: answer(task, -fault.number, trace::Called::Origin::fault); break;
    case Fault::Kind::sleepers:
    case Fault::Kind::waiters: break;
    }
}

bool Controller::struck_before(Task& task) {
    if (task.state != Task::State::parked || task.interrupted) return false;
    // What came after its last access comes before this call.
    const auto* fault = faults_.access(task.id);
    if (!fault) fault = faults_.before(trace_, task.id, task.pending->call);
    if (!fault) return false;
    strike(task, *fault);
    if (task.state == Task::State::dead) return true;
    // What was sent comes before the call: it is made afterwards, as if it had not been begun.
    if (fault->kind != Fault::Kind::fail && !rewind(task)) return true;
    run_on(task);
    return true;
}

bool Controller::struck_after(Task& task) {
    for (;;) {
        const auto* fault = faults_.after(task.id);
        if (!fault) fault = faults_.access(task.id);
        if (!fault) return false;
        strike(task, *fault);
        if (task.state == Task::State::dead) return true;
    }
}

bool Controller::killed_at_access(Task& task) {
    const auto* fault = faults_.access(task.id, Fault::Kind::kill);
    if (fault == nullptr) return false;
    strike(task, *fault);
    return true;
}

void Controller::struck_while_blocked(Task& task) {
    while (const auto* fault = faults_.blocked(task.id)) {
        strike(task, *fault);
        if (task.state == Task::State::dead) return;
    }
}

bool Controller::rewind(Task& task) {
    const auto number = static_cast<std::uint64_t>(task.pending->visible->number);
    Registers registers{task.tid};
    registers.answer(restart_always);
    registers.store(task.tid);
    task.pending.reset();
    resume(task, PTRACE_SYSCALL);
    const auto stop = next_stop(task);
    if (!stop) return false;
    if (stop->kind != Stop::Kind::call_exit) {
        bool running = false;
        on_stop(task, *stop, running);
        return running;
    }
    task.state = Task::State::ready;
    Registers after{task.tid};
    after.restart_as(number, restart_always);
    after.store(task.tid);
    return true;
}

bool Controller::let_stopped_go(bool nobody_else) {
    bool anybody = false;
    for (auto it = stopped_.begin(); it != stopped_.end();) {
        auto* process = find_process(it->first);
        const bool ended = process == nullptr || process->dead;
        const bool stands = !ended && std::ranges::any_of(tasks_, [&](const auto& task) {
            return task->process == process && task->state == Task::State::stopped;
        });
        const bool goes = stands && (nobody_else || clock_.now() - it->second > longest_stop);
        if (!goes && !ended) {
            ++it;
            continue;
        }
        it = stopped_.erase(it);
        if (!goes) continue;
        sent_.insert_or_assign(SIGCONT, trace::script);
        kill(process->pid, SIGCONT);
        signal_sent({process}, SIGCONT);
        anybody = true;
    }
    return anybody;
}

void Controller::add_sleepers(std::vector<schedule::Candidate>& able) {
    if (!faults_.sleepers_in_any_order() ||
        !std::ranges::all_of(able, [](const auto& candidate) { return candidate.polling; }))
        return;
    for (const auto& task : tasks_) {
        if (task->state != Task::State::blocked || task->interrupted || task->pending->visible->family != Family::sleep ||
            !task->pending->deadline || *task->pending->deadline <= clock_.now())
            continue;
        const auto place = std::ranges::lower_bound(able, task->id, {}, &schedule::Candidate::task);
        able.insert(place, {.task = task->id});
    }
}

void Controller::wake_early(const Task& task) {
    if (task.state != Task::State::blocked || task.interrupted || !task.pending->deadline ||
        *task.pending->deadline <= clock_.now())
        return;
    const auto earlier = [&](const auto& other) {
        return other->state == Task::State::blocked && other->pending->visible->family == Family::sleep &&
               other->pending->deadline && *other->pending->deadline < *task.pending->deadline;
    };
    if (std::ranges::any_of(tasks_, earlier))
        emit(task.id, trace::Faulted{.fault = text(Fault{.kind = Fault::Kind::sleepers, .who = {}, .when = {}})});
    pass_time_to(*task.pending->deadline);
}

} // namespace ipclab::engine
