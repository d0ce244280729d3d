// From stop to stop: resuming a task, waiting for it, and what a stop means.

#include "engine/controller.h"
#include "engine/decode.h"
#include "engine/interruption.h"
#include "engine/process_status.h"

#include <fmt/format.h>

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

namespace ipclab::engine {

void Controller::resume(Task& task, int request) {
    task.state = Task::State::away;
    idle_ticks_ = 0;
    const auto signo = static_cast<std::uintptr_t>(std::exchange(task.deliver, 0));
    // ESRCH: it has been killed meanwhile; its end is what comes next.
    if (ptrace(static_cast<__ptrace_request>(request), task.tid, nullptr, signo) == -1 && errno != ESRCH)
        throw EngineError(fmt::format("ptrace: resuming process {}: {}", task.tid, std::strerror(errno)));
}

Stop Controller::decode(int status) {
    Stop stop{.kind = {}, .status = status};
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
        stop.kind = Stop::Kind::exited;
        return stop;
    }
    const int signo = WSTOPSIG(status);
    const int event = status >> 16;
    if (event == PTRACE_EVENT_SECCOMP) {
        stop.kind = Stop::Kind::call_entry;
    } else if (event == PTRACE_EVENT_STOP) {
        stop.kind = signo == SIGTRAP ? Stop::Kind::trap : Stop::Kind::group_stop;
        stop.signo = signo;
    } else if (event != 0) {
        stop.kind = Stop::Kind::event;
        stop.event = event;
    } else if (signo == (SIGTRAP | 0x80)) {
        stop.kind = Stop::Kind::call_exit;
    } else {
        stop.kind = Stop::Kind::signal;
        stop.signo = signo;
    }
    return stop;
}

std::optional<Stop> Controller::next_stop(Task& task) {
    for (;;) {
        if (const auto stashed = stashed_.extract(task.tid)) return decode(stashed.mapped());
        int status = 0;
        const auto tid = waitpid(task.tid, &status, __WALL); // cheaper than for anybody
        if (tid == task.tid) return decode(status);
        if (errno == EINTR) {
            // Time to see whether others have come to an end meanwhile.
            for (pid_t other = 0; (other = waitpid(-1, &status, __WALL | WNOHANG)) > 0;)
                on_other(other, status);
            if (task.thread) let_first_thread_go(*task.process);
            if (!stashed_.contains(task.tid) && !tick(task)) return std::nullopt;
        } else if (errno == ECHILD && task.thread) {
            become_first_thread(task);
            return std::nullopt;
        } else {
            throw EngineError(fmt::format("waitpid: {}", std::strerror(errno)));
        }
        if (task.state == Task::State::dead) return std::nullopt;
    }
}

void Controller::on_other(pid_t tid, int status) {
    if (auto* task = find(tid); task != nullptr && (task->thread || task->process->threads > 1)) {
        // Threads that end because their process does, or because another of them calls exec: nothing to decide.
        if (status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXIT << 8))) {
            task->process->ending = true;
            ptrace(PTRACE_CONT, tid, nullptr, 0);
            return;
        }
        if (task->thread && !WIFSTOPPED(status)) {
            on_death(*task, status);
            return;
        }
    }
    if (find(tid) != nullptr)
        stashed_.insert_or_assign(tid, status);
    else if (WIFSTOPPED(status))
        stashed_.insert_or_assign(tid, status); // a new child, before its parent's event
    // else: a process that was ours twice, as tracer and as its adopted parent
}

void Controller::absorb(bool wait) {
    // Tasks that are away come back when they like; their stops become ordinary ones here.
    for (;;) {
        int status = 0;
        const auto tid = waitpid(-1, &status, __WALL | (wait ? 0 : WNOHANG));
        if (tid <= 0) break;
        on_other(tid, status);
        wait = false;
    }
    while (!stashed_.empty()) {
        const auto known = std::ranges::find_if(stashed_, [&](const auto& entry) { return find(entry.first) != nullptr; });
        if (known == stashed_.end()) break;
        const auto [tid, status] = *known;
        stashed_.erase(known);
        auto& task = *find(tid);
        bool running = false;
        on_stop(task, decode(status), running);
        if (running) run_on(task);
    }
}

bool Controller::tick(Task& task) {
    if (interruption_requested()) throw Interrupted{};
    if (!writing_.empty()) {
        drain(writing_);
        return true;
    }
    const auto status = process_times(task.tid);
    if (!status) return true; // it is ending
    const bool first = idle_ticks_++ == 0;
    if (first) cpu_at_resume_ = status->cpu;
    // It may have got on since the first look, and have gone to sleep only then: what counts is the last one.
    const bool still = !first && status->state == 'S' && status->cpu == cpu_at_last_tick_;
    cpu_at_last_tick_ = status->cpu;
    still_ticks_ = still ? still_ticks_ + 1 : 0;
    if (first) return true;
    if (still) {
        // Several looks with no progress: it sleeps in a call that has no model.
        if (still_ticks_ < 3) return true;
        task.state = Task::State::away;
        return false;
    }
    const auto computed = status->cpu - cpu_at_resume_;
    const bool over = task.computed + computed > spec_.budget.cpu;
    const bool unfair = computed > std::chrono::milliseconds{200};
    if (over || unfair) {
        task.computed += computed;
        idle_ticks_ = 0;
        task.spinning = true;
        ptrace(PTRACE_INTERRUPT, task.tid, nullptr, nullptr);
    }
    return true;
}

void Controller::run_on(Task& task) {
    bool running = true;
    while (running && !struck_after(task)) {
        if (task.process->pages_open && closes_pages() && !close_after_call(task)) return;
        resume(task, PTRACE_CONT);
        const auto stop = next_stop(task);
        if (!stop) return; // away, or dead
        running = false;
        on_stop(task, *stop, running);
        if (running && std::exchange(task.gives_way, false)) {
            task.state = Task::State::ready;
            return;
        }
        if (!running || stop->kind != Stop::Kind::call_entry) continue;
        // It only reads clocks or files: now and then the others have a turn, timers fire, and there is an end to it.
        constexpr std::size_t turn = 64, most = 300'000;
        if (++task.unseen % turn != 0) continue;
        if (task.unseen >= most) finish(trace::Outcome::cpu_limit);
        task.spinning = true;
        task.state = Task::State::ready;
        return;
    }
}

void Controller::on_stop(Task& task, const Stop& stop, bool& running) {
    task.at_call = stop.kind == Stop::Kind::call_entry;
    if (closes_pages() && stop.kind == Stop::Kind::signal && stop.signo == SIGSEGV && look_at_fault(task)) {
        task.state = Task::State::ready;
        running = true;
        return;
    }
    if (stop.kind != Stop::Kind::exited && stop.kind != Stop::Kind::group_stop) collect(task, stop.kind);
    // Not even a call that makes nobody wait comes between an access and what strikes after it.
    if (stop.kind == Stop::Kind::call_entry && killed_at_access(task)) return;
    switch (stop.kind) {
    case Stop::Kind::call_entry:
        at_entry(task);
        running = task.state == Task::State::ready;
        break;
    case Stop::Kind::call_exit:
        // Of a call that was away: it has come back.
        if (task.pending) {
            called(task, result_of_call(task.tid), trace::Called::Origin::kernel);
        }
        task.state = Task::State::ready;
        running = true;
        break;
    case Stop::Kind::event:
        switch (stop.event) {
        case PTRACE_EVENT_FORK:
        case PTRACE_EVENT_VFORK:
        case PTRACE_EVENT_CLONE:
            on_fork(task, stop.event);
            running = task.state == Task::State::ready;
            break;
        case PTRACE_EVENT_EXEC:
            on_exec(task);
            running = true;
            break;
        case PTRACE_EVENT_EXIT: exit_stop(task); break;
        default: running = true; break;
        }
        break;
    case Stop::Kind::signal:
        on_signal(task, stop.signo);
        running = true;
        break;
    case Stop::Kind::group_stop:
        task.state = Task::State::stopped;
        task.process->stop_unreported = true;
        emit(task.id, trace::Signalled{
                          .signo = stop.signo, .effect = trace::Signalled::Effect::stops, .from = sender_of(stop.signo)});
        changed();
        // Stay stopped, but tell us when it goes on.
        ptrace(PTRACE_LISTEN, task.tid, nullptr, nullptr);
        break;
    case Stop::Kind::trap:
        if (task.spinning) {
            task.state = Task::State::ready;
            within_budget(&task);
        } else if (task.state == Task::State::stopped) {
            task.state = Task::State::ready;
            task.process->continue_unreported = true;
            changed();
        } else {
            running = true;
        }
        break;
    case Stop::Kind::exited: on_death(task, stop.status); break;
    }
}

std::optional<trace::Location> Controller::call_site(Task& task, const Registers& registers) {
    auto& process = *task.process;
    const auto memory = [&](std::uint64_t address, void* to, std::size_t size) {
        return task.memory.read(address, to, size);
    };
    const auto covered = [&] {
        return std::ranges::any_of(process.mappings,
                                   [&](const auto& m) { return m.start <= registers.ip() && registers.ip() < m.end; });
    };
    if (!covered()) process.mappings = read_mappings(task.tid);
    const auto frame = symbols_.call_site(registers.for_unwinding(), process.mappings, memory, process.executable);
    library_call_ = frame ? frame->ip * 31 ^ frame->cfa : 1;
    if (!frame || frame->line == 0) return std::nullopt;
    return trace::Location{.file = frame->file, .line = frame->line, .function = frame->function};
}

void Controller::at_entry(Task& task) {
    const Registers registers{task.tid};
    const auto* visible = visible_call(registers.call());
    task.state = Task::State::ready;
    task.computed = std::chrono::nanoseconds{0};
    task.spinning = false;
    if (closes_pages() && hands_over(task, registers) && !open_for_call(task)) return;
    if (visible == nullptr) return;
    Pending pending;
    pending.visible = visible;
    for (int i = 0; i < 6; ++i)
        pending.arguments[static_cast<std::size_t>(i)] = registers.argument(i);
    task.pending = std::move(pending);
    switch (visible->family) {
    case Family::ipc: {
        // What the call points to and the top of the stack, where `call_site` will look, in one go.
        constexpr std::uint64_t block = 1024;
        constexpr std::uint64_t page = 4096;
        const auto stack = registers.sp() - registers.sp() % block;
        std::vector<Memory::Piece> pieces{{stack, std::min(2 * block, page - stack % page)}};
        std::ranges::copy(read_by(*visible, task.pending->arguments), std::back_inserter(pieces));
        task.memory.fetch(pieces);
        auto call = decode_ipc(*visible, task.pending->arguments, task.memory);
        if (auto* detach = std::get_if<sysv::ShmDt>(&call)) {
            const auto attached = task.process->attached.find(detach->shmaddr);
            if (attached != task.process->attached.end()) detach->shmid = attached->second;
        }
        if (const auto* operate = std::get_if<sysv::SemOp>(&call);
            operate != nullptr && operate->timeout && *operate->timeout != sysv::invalid_timeout)
            task.pending->deadline = clock_.now() + *operate->timeout;
        task.pending->call = std::move(call);
        break;
    }
    case Family::exec:
    case Family::memory: task.pending.reset(); return;
    case Family::report: hear_report(task); return;
    case Family::listing: about_to_list(task); return;
    case Family::channel: note_channel(task); return;
    case Family::clock: return answer_clock(task);
    case Family::random: return answer_random(task);
    case Family::read:
    case Family::write:
        if (transfer_in_passing(task, registers)) return;
        break;
    case Family::futex:
        if (futex_inline(task)) return;
        break;
    case Family::session:
    case Family::timer: perform_simple(task); return;
    default: break;
    }
    task.unseen = 0;
    go_on_watching(task);
    describe_pending(task);
    task.pending->where = call_site(task, registers);
    look_at_message(task, registers);
    task.memory.forget();
    park(task);
}

void Controller::park(Task& task) {
    task.pending->waits_for = {};
    task.state = Task::State::parked;
}

void Controller::enter(Task& task) {
    const auto reason = obstacle(task);
    if (!reason) throw EngineError("a call was to wait that would complete");
    task.state = Task::State::blocked;
    task.pending->waits_for = *reason;
    task.pending->order = ++order_;
    task.pending->blocked =
        emit(task.id, trace::Blocked{.call = task.pending->call, .waits_for = *reason}, task.pending->where);
    ++changes_; // an `until … blocked` may be true now
    // A signal may have come before it blocked.
    if (task.process->signalled && signal_interrupts(task)) task.interrupted = true;
}

void Controller::review(Task& task) {
    if (task.state != Task::State::blocked || task.interrupted) return;
    const auto reason = obstacle(task);
    if (!reason)
        task.state = Task::State::parked;
    else
        task.pending->waits_for = *reason;
}

std::optional<trace::WaitsFor> Controller::obstacle(Task& task) {
    switch (task.pending->visible->family) {
    case Family::ipc: return objects_.obstacle(std::get<sysv::Call>(task.pending->call), caller(task));
    case Family::read:
    case Family::write: return transfer_obstacle(task);
    case Family::wait: return wait_obstacle(task);
    case Family::sleep:
    case Family::suspend:
    case Family::sigwait:
    case Family::futex: return time_obstacle(task);
    default: return std::nullopt;
    }
}

std::optional<std::int64_t> Controller::make(Task& task,
                                             const std::vector<std::pair<int, std::uint64_t>>& changed_arguments) {
    if (!changed_arguments.empty()) {
        Registers registers{task.tid};
        for (const auto& [index, value] : changed_arguments)
            registers.set_argument(index, value);
        registers.store(task.tid);
    }
    resume(task, PTRACE_SYSCALL);
    const auto stop = next_stop(task);
    if (!stop) return std::nullopt; // away: `called` comes when it is back
    task.at_call = false;
    if (stop->kind != Stop::Kind::call_exit) {
        bool running = false;
        on_stop(task, *stop, running);
        if (running) task.state = Task::State::ready;
        return std::nullopt;
    }
    task.state = Task::State::ready;
    if (!changed_arguments.empty()) {
        Registers registers{task.tid};
        for (const auto& [index, value] : changed_arguments)
            registers.set_argument(index, task.pending->arguments[static_cast<std::size_t>(index)]);
        registers.store(task.tid);
    }
    return result_of_call(task.tid);
}

bool Controller::again(Task& task) {
    auto pending = std::move(task.pending);
    Registers registers{task.tid};
    registers.make_again(static_cast<std::uint64_t>(pending->visible->number));
    registers.store(task.tid);
    for (;;) {
        resume(task, PTRACE_CONT);
        const auto stop = next_stop(task);
        if (!stop) return false;
        if (stop->kind == Stop::Kind::call_entry) break;
        bool running = false;
        on_stop(task, *stop, running);
        if (!running) return false; // else an ignored signal, which is handed over on the way to the call
    }
    task.state = Task::State::ready;
    task.pending = std::move(pending);
    return true;
}

void Controller::answer(Task& task, std::int64_t result, trace::Called::Origin origin, bool show) {
    Registers registers{task.tid};
    registers.answer(result);
    registers.store(task.tid);
    task.state = Task::State::ready;
    task.interrupted = false;
    if (show)
        called(task, result, origin);
    else
        task.pending.reset();
}

void Controller::called(Task& task, std::int64_t result, trace::Called::Origin origin, std::vector<sysv::ObjectState> after,
                        std::optional<sysv::ObjectId> removed) {
    auto& pending = *task.pending;
    trace::Called event;
    event.call = std::move(pending.call);
    event.origin = origin;
    event.blocked = pending.blocked;
    event.after = std::move(after);
    event.removed = removed;
    // Only the last page of results are errors: an address may have its highest bit set (asm-generic/errno.h).
    if (result < 0 && result > -4096)
        event.result = {.value = -1, .error = static_cast<int>(-result)};
    else
        event.result = {.value = result, .error = 0};
    const auto where = std::move(pending.where);
    task.pending.reset();
    task.interrupted = false;
    clock_.advance(std::chrono::microseconds{1});
    emit(task.id, std::move(event), where);
}

void Controller::asked(Task& task, std::uint64_t question) {
    ++idle_;
    if (task.asked_at != changes_) task.asked.clear();
    task.asked_at = changes_;
    task.polling = !task.asked.insert(question).second;
}

} // namespace ipclab::engine
