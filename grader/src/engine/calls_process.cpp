// Waiting for children, sending signals, and calls that need an event but no model.

#include "engine/controller.h"
#include "engine/process_status.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace ipclab::engine {
namespace {

/// wait4's and waitid's arguments, in one form.
struct Wanted {
    int pid = -1; ///< as wait4 takes it
    int options = 0;
    int options_argument = 2;
};

Wanted wanted(const Pending& pending) {
    const auto& a = pending.arguments;
    if (pending.visible->number == SYS_wait4)
        return {.pid = static_cast<int>(a[0]), .options = static_cast<int>(a[2]), .options_argument = 2};
    Wanted result{.pid = -1, .options = static_cast<int>(a[3]), .options_argument = 3};
    if (a[0] == P_PID) result.pid = static_cast<int>(a[1]);
    if (a[0] == P_PGID) result.pid = a[1] == 0 ? 0 : -static_cast<int>(a[1]);
    return result;
}

} // namespace

void Controller::describe_pending(Task& task) {
    auto& pending = *task.pending;
    const auto& a = pending.arguments;
    const std::string name{pending.visible->name};
    switch (pending.visible->family) {
    case Family::wait: {
        const auto asked_for = wanted(pending);
        pending.call =
            trace::WaitCall{.name = name, .pid = asked_for.pid, .options = asked_for.options, .reaped = {}, .status = 0};
        break;
    }
    case Family::kill: {
        trace::KillCall call{.name = name, .pid = static_cast<int>(a[0]), .signo = static_cast<int>(a[1]), .targets = {}};
        if (pending.visible->number == SYS_tgkill || pending.visible->number == SYS_rt_tgsigqueueinfo)
            call.signo = static_cast<int>(a[2]);
        pending.call = std::move(call);
        break;
    }
    case Family::sleep: describe_sleep(task); break;
    case Family::suspend:
    case Family::sigwait:
    case Family::futex:
        pending.call = trace::OtherCall{.name = name, .arguments = {}};
        describe_wait(task);
        break;
    default: break;
    }
}

std::optional<trace::WaitsFor> Controller::wait_obstacle(Task& task) {
    const auto asked_for = wanted(*task.pending);
    if ((asked_for.options & WNOHANG) != 0) return std::nullopt;
    const auto& process = *task.process;
    trace::WaitsFor reason;
    reason.what = trace::WaitsFor::What::child;
    const auto own_group = asked_for.pid == 0 ? getpgid(process.pid) : 0;
    for (const auto pid : process.children) {
        const auto* child = find_process(pid);
        if (child == nullptr) continue;
        bool matches = asked_for.pid == -1 || asked_for.pid == pid;
        if (asked_for.pid == 0) matches = getpgid(pid) == own_group;
        if (asked_for.pid < -1) matches = getpgid(pid) == -asked_for.pid;
        if (!matches) continue;
        if (child->dead) return std::nullopt;
        if ((asked_for.options & WUNTRACED) != 0 && child->stop_unreported) return std::nullopt;
        if ((asked_for.options & WCONTINUED) != 0 && child->continue_unreported) return std::nullopt;
        reason.who.push_back(child->task);
    }
    if (reason.who.empty()) return std::nullopt; // ECHILD
    return reason;
}

bool Controller::perform_wait(Task& task) {
    const auto asked_for = wanted(*task.pending);
    // Who would be reported is learned from the result; waitid tells it only in memory.
    const auto made = make(task);
    if (!made) return false;
    auto& call = std::get<trace::WaitCall>(task.pending->call);
    const auto& a = task.pending->arguments;
    pid_t reported = 0;
    if (task.pending->visible->number == SYS_wait4) {
        reported = static_cast<pid_t>(std::max<std::int64_t>(*made, 0));
        if (reported > 0 && a[1] != 0) call.status = task.memory.get<int>(a[1]).value_or(0);
    } else if (*made == 0 && a[2] != 0) {
        reported = task.memory.get<siginfo_t>(a[2]).value_or(siginfo_t{}).si_pid;
    }
    auto* child = reported > 0 ? find_process(reported) : nullptr;
    if (child != nullptr) {
        call.reaped = child->task;
        if (child->dead && (asked_for.options & WNOWAIT) == 0) {
            task.process->children.erase(reported);
            child->reaped = true;
            call.status = child->status;
        } else if (!child->dead) {
            child->stop_unreported = child->continue_unreported = false;
        }
    }
    const auto result = *made;
    called(task, result, trace::Called::Origin::kernel);
    if (child != nullptr)
        changed();
    else
        asked(task, static_cast<std::uint64_t>(SYS_wait4));
    return true;
}

std::vector<Process*> Controller::targets(const Task& task, int pid) {
    std::vector<Process*> found;
    for (const auto& [id, process] : processes_) {
        if (process->dead) continue;
        bool hit = pid == id;
        if (pid == 0) hit = getpgid(id) == getpgid(task.process->pid);
        if (pid == -1) hit = process.get() != task.process;
        if (pid < -1) hit = getpgid(id) == -pid;
        if (hit) found.push_back(process.get());
    }
    return found;
}

bool Controller::perform_kill(Task& task) {
    auto& call = std::get<trace::KillCall>(task.pending->call);
    const auto& a = task.pending->arguments;
    const int number = task.pending->visible->number;
    const bool by_thread = number == SYS_tkill || number == SYS_tgkill || number == SYS_rt_tgsigqueueinfo;
    const auto first = static_cast<pid_t>(a[0]);
    const auto second = static_cast<pid_t>(a[1]);
    if (first == -1 || templates_.include(std::abs(first)) || templates_.include(second)) templates_.vanish();
    std::vector<Process*> reached;
    if (number == SYS_pidfd_send_signal) {
        const auto pid = pid_of_descriptor(task.tid, static_cast<int>(a[0]));
        if (!pid) {
            answer(task, -EBADF);
            return true;
        }
        if (*pid <= 0) {
            answer(task, -ESRCH);
            return true;
        }
        call.pid = *pid;
        if (templates_.include(*pid)) templates_.vanish();
        reached = targets(task, call.pid);
    } else if (by_thread) {
        const auto tid = static_cast<pid_t>(number == SYS_tkill ? a[0] : a[1]);
        if (const auto* target = find(tid)) reached.push_back(target->process);
    } else {
        reached = targets(task, call.pid);
    }
    for (const auto* process : reached)
        call.targets.push_back(process->task);

    // Nobody outside the run is reached, whatever the machine would allow.
    const bool group = !by_thread && call.pid <= 0;
    const bool stranger = !group && reached.empty() && call.pid > 0 && (kill(call.pid, 0) == 0 || errno == EPERM) &&
                          find_process(call.pid) == nullptr;
    if (stranger) {
        emit(task.id, trace::Noted{.text = "a signal to a process outside the run was refused"});
        answer(task, -EPERM);
        return true;
    }
    const auto signo = call.signo;
    if (signo > 0) sent_.insert_or_assign(signo, task.id);
    if (group && spec_.level != Level::full) {
        // Without a pid namespace the kernel would reach further than the run.
        const bool itself = call.pid != -1 && std::ranges::find(reached, task.process) != reached.end();
        for (const auto* process : reached)
            if (process != task.process) kill(process->pid, signo);
        answer(task, reached.empty() ? -ESRCH : 0);
        if (itself) kill(task.process->pid, signo); // last: it may end the caller
        signal_sent(reached, signo);
        return task.state == Task::State::ready;
    }
    const auto made = make(task);
    if (!made) {
        signal_sent(reached, signo);
        return false;
    }
    called(task, *made, trace::Called::Origin::kernel);
    if (*made == 0 && signo > 0) {
        changed();
        signal_sent(reached, signo);
    }
    return task.state == Task::State::ready;
}

void Controller::signal_sent(const std::vector<Process*>& reached, int signo) {
    signals_pending_ = true;
    for (auto* process : reached)
        process->signalled = true;
    if (signo == SIGKILL) {
        for (auto* process : reached)
            kill_process(*process);
        return;
    }
    if (signo != SIGCONT) return;
    // A stopped process says that it goes on; that is its next stop.
    for (const auto* process : reached) {
        for (const auto& task : tasks_) {
            if (task->process != process || task->state != Task::State::stopped) continue;
            const auto stop = next_stop(*task);
            if (!stop) continue;
            bool running = false;
            on_stop(*task, *stop, running);
            if (running) task->state = Task::State::ready;
        }
    }
}

bool Controller::perform(Task& task) {
    if (task.interrupted) {
        interrupt(task);
        return false;
    }
    const bool due = task.pending->deadline && *task.pending->deadline <= clock_.now();
    if (task.state == Task::State::blocked && due) return time_is_up(task);
    switch (task.pending->visible->family) {
    case Family::ipc: return perform_ipc(task);
    case Family::read:
    case Family::write: return perform_transfer(task);
    case Family::wait: return perform_wait(task);
    case Family::kill: return perform_kill(task);
    case Family::sleep:
    case Family::suspend:
    case Family::sigwait:
    case Family::futex: return perform_time(task);
    default: throw EngineError("a call of no known family was parked");
    }
}

} // namespace ipclab::engine
