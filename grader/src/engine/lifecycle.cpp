// How processes come and go.

#include "engine/controller.h"
#include "engine/interruption.h"
#include "engine/loading.h"
#include "engine/process_status.h"
#include "engine/spawn.h"

#include <fmt/format.h>

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ipclab::engine {
namespace {

/// For waitpid(2): a template is not, it is only a child of ours, and so is a process that we have adopted.
constexpr int whoever_is_traced = static_cast<int>(__WCLONE);

} // namespace

Task* Controller::find(pid_t tid) {
    const auto found =
        std::ranges::find_if(tasks_, [&](const auto& t) { return t->tid == tid && t->state != Task::State::dead; });
    return found == tasks_.end() ? nullptr : found->get();
}

Process* Controller::find_process(pid_t pid) {
    const auto found = processes_.find(pid);
    return found == processes_.end() ? nullptr : found->second.get();
}

Task& Controller::adopt(pid_t tid, Process& process, bool thread) {
    const trace::TaskId id{static_cast<int>(tasks_.size())};
    auto& actor = actors_[process.actor];
    trace::Task told{.id = id, .actor = process.actor, .name = process.actor, .parent = {}, .thread = thread, .pid = tid};
    if (actor.processes++ > 0) told.name += fmt::format("/{}", actor.processes - 1);
    if (thread)
        told.parent = process.task;
    else if (const auto* parent = find_process(process.parent))
        told.parent = parent->task;
    trace_.tasks.push_back(std::move(told));
    tasks_.push_back(
        std::make_unique<Task>(Task{.id = id, .tid = tid, .process = &process, .thread = thread, .memory = Memory{tid}}));
    if (!thread) process.task = id;
    return *tasks_.back();
}

void Controller::on_fork(Task& parent, int event) {
    unsigned long message = 0;
    ptrace(PTRACE_GETEVENTMSG, parent.tid, nullptr, &message);
    const auto tid = static_cast<pid_t>(message);
    // Its own first stop; it may have come before its parent's event.
    if (stashed_.erase(tid) == 0) {
        int status = 0;
        while (waitpid(tid, &status, __WALL) == -1)
            if (errno != EINTR) throw EngineError(fmt::format("waiting for new process {}: {}", tid, std::strerror(errno)));
        if (!WIFSTOPPED(status)) { // killed before it could begin
            parent.state = Task::State::ready;
            return;
        }
    }
    parent.state = Task::State::ready;
    const bool thread = event == PTRACE_EVENT_CLONE && process_of(tid) == parent.process->pid;
    using How = trace::Forked::How;
    auto where = call_site(parent, Registers{parent.tid});
    if (thread) {
        ++parent.process->threads;
        auto& task = adopt(tid, *parent.process, true);
        emit(parent.id, trace::Forked{.how = How::thread, .child = task.id}, std::move(where));
    } else {
        auto process = std::make_unique<Process>();
        process->pid = tid;
        process->parent = parent.process->pid;
        process->actor = parent.process->actor;
        process->attached = parent.process->attached; // a fork has its parent's attaches; its adjustments it has not
        process->executable = parent.process->executable;
        process->mappings = parent.process->mappings;
        process->watched = parent.process->watched;
        process->log = parent.process->log;
        process->log_stopped = parent.process->log_stopped;
        process->random = parent.process->random.split();
        process->syscall_instruction = parent.process->syscall_instruction;
        process->pages_open = parent.process->pages_open;
        parent.process->children.insert(tid);
        auto& task = adopt(tid, *process, false);
        processes_.insert_or_assign(tid, std::move(process));
        empty_log(task); // it was copied before the parent's was read
        const bool vfork = event == PTRACE_EVENT_VFORK;
        emit(parent.id, trace::Forked{.how = vfork ? How::vfork : How::fork, .child = task.id}, std::move(where));
        if (vfork) {
            // The parent stays where it is until the child has another memory or none.
            parent.state = Task::State::vfork_wait;
            parent.vfork_child = tid;
        }
        for (const auto& [address, shmid] : task.process->attached)
            objects_.refresh({sysv::Kind::segment, shmid});
    }
    changed();
    within_budget(nullptr);
}

void Controller::on_exec(Task& task) {
    const Registers registers{task.tid};
    auto program = look_at(task.memory, registers.sp());
    make_repeatable(program, task.memory, task.process->random);
    begins_program(task, link_target(fmt::format("/proc/{}/exe", task.tid)), std::move(program.argv));
}

void Controller::begins_program(Task& task, std::string executable, std::vector<std::string> argv) {
    auto& process = *task.process;
    process.attached.clear();
    process.watched.clear();
    process.syscall_instruction = 0;
    process.pages_open = false;
    process.log = 0;
    process.log_looked_at = 0;
    process.hooked = {};
    process.mappings.clear();
    process.executable = std::move(executable);
    release_vfork(process.pid);
    emit(task.id, trace::Execed{.path = as_told(process.executable), .argv = std::move(argv)});
    changed();
    task.state = Task::State::ready;
}

// ptrace(2), "execve(2) under ptrace": a thread that makes it ends all others and comes back as the first one, by its number.
void Controller::become_first_thread(Task& thread) {
    auto& process = *thread.process;
    thread.state = Task::State::dead;
    thread.pending.reset();
    auto& first = *tasks_.at(static_cast<std::size_t>(process.task.value));
    for (const auto& other : tasks_)
        if (other->process == &process) {
            other->pending.reset();
            other->interrupted = false;
            other->state = Task::State::dead;
        }
    process.threads = 1;
    process.ending = false;
    first.state = Task::State::ready;
    while (const auto stop = next_stop(first)) {
        bool running = false;
        on_stop(first, *stop, running);
        if (!running || stop->event == PTRACE_EVENT_EXEC) break;
        resume(first, PTRACE_CONT);
    }
}

void Controller::let_first_thread_go(const Process& process) {
    // It may stand at its exit, for which the exec of another thread waits.
    const auto stashed = stashed_.find(process.pid);
    if (stashed == stashed_.end() || !WIFSTOPPED(stashed->second) || stashed->second >> 16 != PTRACE_EVENT_EXIT) return;
    stashed_.erase(stashed);
    ptrace(PTRACE_CONT, process.pid, nullptr, 0);
}

std::string Controller::as_told(const std::string& path) const {
    // The run's own folder may have a random name, and two runs must be told alike.
    const auto parent = spec_.folder.substr(0, spec_.folder.rfind('/') + 1);
    return spec_.confined && parent.size() > 1 && path.starts_with(parent) ? path.substr(parent.size()) : path;
}

void Controller::release_vfork(pid_t child) {
    for (const auto& task : tasks_) {
        if (task->vfork_child != child) continue;
        task->vfork_child.reset();
        if (task->state == Task::State::vfork_wait) task->state = Task::State::ready;
    }
}

void Controller::exit_stop(Task& task) {
    task.pending.reset();
    task.interrupted = false;
    if (task.thread || task.process->threads > 1) {
        // A thread's end is part of its process's life. A first thread that ends by itself lets the others go on.
        if (!task.thread && Registers{task.tid}.call() == SYS_exit) {
            resume(task, PTRACE_CONT);
            task.state = Task::State::lingering;
            return;
        }
        let_exit(task);
        return;
    }
    task.state = Task::State::exiting;
}

void Controller::let_exit(Task& task) {
    auto& process = *task.process;
    // _exit ends all threads, each with a stop of its own, and the first one's end comes last; a thread's own end is only its own.
    const bool alone = process.threads > 1 && Registers{task.tid}.call() == SYS_exit;
    if (!alone) {
        process.ending = true;
        for (const auto& other : tasks_) {
            if (other->process != &process || other.get() == &task) continue;
            const auto stop = stashed_.extract(other->tid);
            if (stop && WIFSTOPPED(stop.mapped()))
                ptrace(PTRACE_CONT, other->tid, nullptr, 0);
            else if (stop)
                on_death(*other, stop.mapped());
        }
    }
    const auto done = [&] {
        const auto* first = find(process.pid);
        const bool last = process.threads == 1 && first != nullptr && first->state == Task::State::lingering;
        return process.dead || (alone && task.state == Task::State::dead && !last);
    };
    resume(task, PTRACE_CONT);
    while (!done()) {
        int status = 0;
        const auto tid = waitpid(-1, &status, whoever_is_traced);
        if (tid == -1) {
            if (errno == EINTR) {
                if (interruption_requested()) throw Interrupted{};
                continue;
            }
            throw EngineError(fmt::format("waiting for the end of process {}: {}", task.tid, std::strerror(errno)));
        }
        auto* other = find(tid);
        if (other == nullptr || other->process != &process || (alone && other != &task && WIFSTOPPED(status))) {
            on_other(tid, status);
            continue;
        }
        if (WIFSTOPPED(status))
            ptrace(PTRACE_CONT, tid, nullptr, 0);
        else
            on_death(*other, status);
    }
}

void Controller::on_death(Task& task, int status) {
    if (task.state == Task::State::dead) return;
    task.state = Task::State::dead;
    task.pending.reset();
    auto& process = *task.process;
    --process.threads;
    stashed_.erase(task.tid);
    if (task.thread) {
        if (!process.ending) review_futexes(process);
        return;
    }
    process.dead = true;
    process.status = status;
    for (const auto& other : tasks_)
        if (other->process == &process) other->state = Task::State::dead;
    after_death(process);
}

void Controller::after_death(Process& process) {
    // SEM_UNDO and the detaching are done by now (kernel/exit.c: exit_sem, exit_shm come before the notification).
    std::vector<sysv::ObjectId> touched = objects_.sets_of(process.semadj);
    for (const auto& [address, shmid] : process.attached)
        touched.push_back({sysv::Kind::segment, shmid});
    std::ranges::sort(touched);
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    trace::Exited event;
    if (WIFSIGNALED(process.status))
        event.signal = WTERMSIG(process.status);
    else
        event.code = WEXITSTATUS(process.status);
    const auto differs = objects_.undone(process.semadj, process.pid);
    // Without an IPC namespace others may have had a hand in it.
    if (!differs.empty() && spec_.level != Level::none) throw EngineError(differs);
    for (const auto id : touched) {
        objects_.refresh(id);
        if (auto state = objects_.state(id)) event.after.push_back(std::move(*state));
    }
    emit(process.task, std::move(event));
    changed();
    process.alarm.reset();
    release_vfork(process.pid);
    for (const auto child : process.children)
        if (auto* orphan = find_process(child)) orphan->parent = 0;
    if (auto* parent = find_process(process.parent); parent != nullptr && !parent->dead) {
        signals_pending_ = true;
        parent->signalled = true;
        sent_.insert_or_assign(SIGCHLD, process.task);
        // A parent that ignores SIGCHLD has no zombies to wait for.
        const auto masks = signal_masks(parent->pid);
        if (masks && (masks->ignored >> (SIGCHLD - 1) & 1) != 0) {
            parent->children.erase(process.pid);
            process.reaped = true;
        }
    } else {
        process.reaped = true;
    }
    for (const auto id : touched)
        settle(id);
}

void Controller::kill_process(Process& process) {
    if (process.dead) return;
    kill(process.pid, SIGKILL);
    auto* first = find(process.pid);
    if (first == nullptr) return;
    // Who stands at its exit is dying already: the kernel drops the signal and leaves it there (kernel/signal.c, prepare_signal).
    for (const auto& task : tasks_) {
        if (task->process != &process) continue;
        const auto stashed = stashed_.extract(task->tid);
        if (stashed && !WIFSTOPPED(stashed.mapped()))
            on_death(*task, stashed.mapped());
        else if (stashed || task->state == Task::State::exiting)
            ptrace(PTRACE_CONT, task->tid, nullptr, 0);
    }
    while (!process.dead) {
        int status = 0;
        const auto tid = waitpid(-1, &status, whoever_is_traced);
        if (tid == -1) {
            if (errno == EINTR) continue;
            process.dead = true;
            return;
        }
        auto* task = find(tid);
        if (task == nullptr || task->process != &process) {
            on_other(tid, status);
        } else if (WIFSTOPPED(status)) {
            ptrace(PTRACE_CONT, tid, nullptr, 0);
        } else {
            on_death(*task, status);
        }
    }
}

void Controller::kill_everybody() {
    if (killed_) return;
    killed_ = true;
    // No events from here on: the trace has ended.
    for (const auto& [pid, process] : processes_)
        if (!process->dead) kill(pid, SIGKILL);
    for (const auto& task : tasks_) // those that stand at their exit are not moved by a signal
        if (task->state != Task::State::dead) ptrace(PTRACE_CONT, task->tid, nullptr, 0);
    for (;;) {
        int status = 0;
        const auto tid = waitpid(-1, &status, whoever_is_traced);
        if (tid == -1 && errno == EINTR) continue;
        if (tid == -1) break; // ECHILD: nobody is left
        if (WIFSTOPPED(status)) {
            kill(tid, SIGKILL);
            ptrace(PTRACE_CONT, tid, nullptr, 0);
        }
    }
    // Those whose parents have not waited for them have become ours.
    while (waitpid(-1, nullptr, __WALL | WNOHANG) > 0) {
    }
    for (const auto& task : tasks_)
        task->state = Task::State::dead;
    for (const auto& [pid, process] : processes_)
        process->dead = true;
}

} // namespace ipclab::engine
