// Signals: which of them end a wait, and how that wait ends.

#include "engine/controller.h"
#include "engine/process_status.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include <array>
#include <bit>
#include <cerrno>

namespace ipclab::engine {
namespace {

// include/linux/errno.h: what a call returns inside the kernel so that signal delivery may restart it.
constexpr std::int64_t restart_sys = -512;        // with SA_RESTART, or without a handler
constexpr std::int64_t restart_no_handler = -514; // without a handler only

/// How an interrupted call ends: an errno that its caller sees, or a restart code.
std::int64_t interrupted_result(const VisibleCall& call) {
    switch (call.family) {
    case Family::ipc: return call.number == SYS_semop || call.number == SYS_semtimedop ? -EINTR : restart_no_handler;
    case Family::read:
    case Family::write:
    case Family::wait:
    case Family::futex: return restart_sys;
    case Family::suspend:
    case Family::sleep: return restart_no_handler;
    default: return -EINTR; // rt_sigtimedwait
    }
}

bool ignored_by_default(int signo) { return signo == SIGCHLD || signo == SIGURG || signo == SIGWINCH || signo == SIGCONT; }

/// Signals of `set` that something comes of: handled, or not ignored by default.
std::uint64_t effective(const SignalMasks& masks, std::uint64_t set) {
    std::uint64_t left = set & ~masks.ignored;
    for (const int signo : {SIGCHLD, SIGURG, SIGWINCH, SIGCONT}) {
        const auto bit = std::uint64_t{1} << (signo - 1);
        if ((masks.caught & bit) == 0) left &= ~bit;
    }
    return left;
}

} // namespace

void Controller::review_signals() {
    signals_pending_ = false;
    std::set<const Process*> served; // a signal to a process is taken by one of its threads
    for (const auto& task : tasks_)
        if (task->interrupted) served.insert(task->process);
    for (const auto& task : tasks_) {
        if (task->state != Task::State::blocked || served.contains(task->process) || !signal_interrupts(*task)) continue;
        task->interrupted = true;
        served.insert(task->process);
    }
}

bool Controller::signal_interrupts(Task& task) {
    const auto masks = signal_masks(task.tid);
    if (!masks) return false;
    auto blocked = masks->blocked;
    const auto& pending = *task.pending;
    if (pending.visible->number == SYS_rt_sigsuspend)
        blocked = task.memory.get<std::uint64_t>(pending.arguments[0]).value_or(blocked);
    if (pending.visible->family == Family::sigwait) {
        const auto awaited = task.memory.get<std::uint64_t>(pending.arguments[0]).value_or(0);
        if ((masks->pending & awaited) != 0) {
            task.state = Task::State::parked; // it is not interrupted by what it waits for
            return false;
        }
    }
    return effective(*masks, masks->pending & ~blocked) != 0;
}

void Controller::interrupt(Task& task) {
    task.interrupted = false;
    if (!signal_interrupts(task)) return;                   // another thread has taken it, or SIGCONT has taken it back
    if (task.process->threads > 1) signals_pending_ = true; // others may be due to the next one
    const auto& visible = *task.pending->visible;
    if (visible.family == Family::suspend) {
        // The kernel sees the signal at once, and sigsuspend's mask is its business.
        const auto made = make(task);
        if (made) {
            called(task, *made <= restart_sys ? -EINTR : *made, trace::Called::Origin::kernel);
            changed();
            run_on(task);
        }
        return;
    }
    const auto result = interrupted_result(visible);
    const auto masks = signal_masks(task.tid);
    const auto hits = masks ? effective(*masks, masks->pending & ~masks->blocked) : 0;
    const bool handled = masks && (hits & masks->caught) != 0;
    if (visible.family == Family::sleep && handled) leave_remaining(task);
    Registers registers{task.tid};
    registers.answer(-EINTR);
    registers.store(task.tid);
    auto pending = std::move(task.pending);
    resume(task, PTRACE_SYSCALL);
    const auto stop = next_stop(task);
    if (!stop || stop->kind != Stop::Kind::call_exit) {
        bool running = false;
        if (stop) on_stop(task, *stop, running);
        if (running) run_on(task);
        return;
    }
    task.state = Task::State::ready;
    Registers after{task.tid};
    if (pending->transferred > 0) {
        // Part of a large write has been made: that is what its caller is told.
        const auto partial = static_cast<std::int64_t>(pending->transferred);
        after.set_result(partial);
        after.store(task.tid);
        task.pending = std::move(pending);
        called(task, partial, trace::Called::Origin::kernel);
        changed();
        run_on(task);
        return;
    }
    if (result == -EINTR)
        after.set_result(-EINTR);
    else
        after.restart_as(static_cast<std::uint64_t>(visible.number), result);
    after.store(task.tid);
    // What a handler makes visible is told; a call that the kernel will restart has not returned.
    if (result == -EINTR || (handled && result == restart_no_handler)) {
        task.pending = std::move(pending);
        called(task, -EINTR, trace::Called::Origin::engine);
    }
    changed();
    run_on(task);
}

void Controller::leave_remaining(Task& task) {
    const auto& a = task.pending->arguments;
    const bool plain = task.pending->visible->number == SYS_nanosleep;
    const auto address = plain ? a[1] : a[3];
    const bool absolute = !plain && (a[1] & TIMER_ABSTIME) != 0;
    if (address == 0 || absolute || !task.pending->deadline) return;
    const auto left = std::max(*task.pending->deadline - clock_.now(), VirtualTime{0});
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
    task.memory.put(address, timespec{.tv_sec = whole.count(), .tv_nsec = (left - whole).count()});
}

std::optional<trace::TaskId> Controller::sender_of(int signo) const {
    const auto found = sent_.find(signo);
    return found == sent_.end() ? std::nullopt : std::optional{found->second};
}

void Controller::on_signal(Task& task, int signo) {
    using Effect = trace::Signalled::Effect;
    if (signo == SIGSEGV || signo == SIGBUS) note_fault(task);
    const auto masks = signal_masks(task.tid);
    const auto bit = std::uint64_t{1} << (signo - 1);
    Effect effect = Effect::ends;
    if (masks && (masks->caught & bit) != 0)
        effect = Effect::handled;
    else if (masks && ((masks->ignored & bit) != 0 || ignored_by_default(signo)))
        effect = signo == SIGCONT ? Effect::continues : Effect::ignored;
    else if (signo == SIGSTOP || signo == SIGTSTP || signo == SIGTTIN || signo == SIGTTOU)
        effect = Effect::stops;
    // A child's end is told to every parent; it is an event where the parent does something about it.
    if (effect != Effect::ignored && effect != Effect::stops) {
        emit(task.id, trace::Signalled{.signo = signo, .effect = effect, .from = sender_of(signo)});
        changed();
    }
    task.deliver = signo;
}

} // namespace ipclab::engine
