// Reading and writing where a process can be made to wait: pipes, sockets, terminals. The kernel says whether it would:
// the descriptor is borrowed (pidfd_getfd(2)) and polled.

#include "engine/controller.h"
#include "engine/process_status.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace ipclab::engine {
namespace {

constexpr std::uint64_t pipe_piece = 4096; // PIPE_BUF: a pipe that polls as writable takes this much at once

std::optional<struct stat> status_of(pid_t tid, int fd) {
    struct stat info {};
    if (fd < 0 || stat(fmt::format("/proc/{}/fd/{}", tid, fd).c_str(), &info) == -1) return std::nullopt;
    return info;
}

bool same_file(const struct stat& a, const struct stat& b) {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_rdev == b.st_rdev;
}

bool can_wait(const struct stat& info) {
    return S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode) || S_ISCHR(info.st_mode) || (info.st_mode & S_IFMT) == 0;
}

bool is_terminal(const struct stat& info) {
    // Unix98 pseudo-terminals have majors 136 to 143; the console and serial lines 4 and 5 (Documentation/admin-guide/devices.txt).
    const auto major_number = (info.st_rdev >> 8) & 0xfff;
    return (major_number >= 136 && major_number <= 143) || major_number == 4 || major_number == 5;
}

/// Bytes that a read or write call went over, from the caller's memory.
std::string transferred(const Pending& pending, std::uint64_t size, const Memory& memory) {
    const auto& a = pending.arguments;
    const auto name = pending.visible->name;
    if (name == "readv" || name == "writev") {
        std::string text;
        for (std::uint64_t i = 0; i < a[2] && text.size() < size; ++i) {
            const auto piece = memory.get<iovec>(a[1] + i * sizeof(iovec));
            if (!piece) break;
            text +=
                memory.bytes(reinterpret_cast<std::uint64_t>(piece->iov_base), std::min(piece->iov_len, size - text.size()))
                    .value_or("");
        }
        return text;
    }
    if (name == "recvmsg" || name == "sendmsg") return {};
    return memory.bytes(a[1], size).value_or("");
}

} // namespace

std::string Controller::channel_name(std::uint64_t device, std::uint64_t inode, const char* kind) {
    const auto [entry, fresh] = channels_.try_emplace({device, inode});
    if (fresh) entry->second = fmt::format("{} {}", kind, channels_.size() - 1);
    return entry->second;
}

bool Controller::transfer_inline(Task& task) {
    auto& pending = *task.pending;
    const auto fd = static_cast<int>(pending.arguments[0]);
    const auto info = status_of(task.tid, fd);
    const bool writes = pending.visible->family == Family::write;
    trace::Transfer transfer{.name = std::string{pending.visible->name}, .fd = fd, .channel = {}, .bytes = {}};
    if (writes && info && spec_.stop_at_accesses) {
        if (const auto name = name_at_end(*info)) {
            transfer.channel = trace::Transfer::judged_file(*name);
            pending.call = std::move(transfer);
            return false;
        }
    }
    if (!info || !can_wait(*info)) {
        // Files never make anybody wait, and a bad descriptor is an error at once.
        if (spec_.own_terminal && info && writes) {
            note_own_output(task, *info);
        }
        task.pending.reset();
        return true;
    }
    const bool terminal = S_ISCHR(info->st_mode);
    if (terminal && !is_terminal(*info)) { // /dev/null, /dev/zero, /dev/urandom
        task.pending.reset();
        return true;
    }
    const auto& actor = actors_.at(task.process->actor);
    const bool ours = actor.out && (actor.out->is_device(info->st_rdev) || actor.err->is_device(info->st_rdev));
    if (writes && terminal && !spec_.own_terminal && !ours) { // one that it has opened itself
        task.pending.reset();
        return true;
    }
    if (writes && terminal) {
        if (spec_.own_terminal) {
            note_own_output(task, *info);
            task.pending.reset();
            return true;
        }
        write_to_terminal(task, info->st_rdev);
        return true;
    }
    if (writes && spec_.own_terminal && is_own_file(*info)) {
        note_own_output(task, *info);
        task.pending.reset();
        return true;
    }
    const char* kind = S_ISFIFO(info->st_mode)   ? "pipe"
                       : S_ISSOCK(info->st_mode) ? "socket"
                       : terminal                ? "terminal"
                                                 : "file";
    transfer.channel = channel_name(info->st_dev, info->st_ino, kind);
    pending.call = std::move(transfer);
    return false;
}

std::optional<std::string> Controller::name_at_end(const struct stat& info) const {
    for (const auto& name : spec_.files_at_end) {
        struct stat one {};
        if (S_ISREG(info.st_mode) && stat((spec_.folder + '/' + name).c_str(), &one) == 0 && same_file(one, info))
            return name;
    }
    return std::nullopt;
}

void Controller::about_to_list(Task& task) {
    // ps and its kin: processes that are not the run's are no longer there when it looks.
    const auto fd = static_cast<int>(task.pending->arguments[0]);
    if (link_target(fmt::format("/proc/{}/fd/{}", task.tid, fd)) == "/proc") templates_.vanish();
    task.pending.reset();
}

bool Controller::is_own_file(const struct stat& info) {
    for (int fd = 0; fd < 3; ++fd) {
        struct stat own {};
        if (fstat(fd, &own) == 0 && same_file(own, info)) return true;
    }
    return false;
}

void Controller::note_own_output(Task& task, const struct stat& info) {
    const auto fd = static_cast<int>(task.pending->arguments[0]);
    if (!is_own_file(info)) return;
    const auto size = task.pending->arguments[2];
    if (task.pending->visible->name != "write" || size > (1U << 20)) return;
    emit(task.id,
         trace::Output{.fd = fd == 2 ? 2 : 1, .bytes = task.memory.bytes(task.pending->arguments[1], size).value_or("")});
}

void Controller::write_to_terminal(Task& task, dev_t device) {
    // What is written is known from the call; the terminal itself is emptied from time to time so that nobody has to wait for
    // it. It takes 8 KiB (drivers/tty/pty.c), of which small writes may waste half; a larger write waits in the kernel while `tick`
    // empties.
    constexpr std::size_t room = 4096;
    const auto& name = task.process->actor;
    auto& actor = actors_.at(name);
    const int fd = actor.err && actor.err->is_device(device) ? 2 : 1;
    const auto pending = *std::move(task.pending);
    task.pending.reset();
    const bool plain = pending.visible->name == "write";
    task.unseen = 0; // it gets on, and what it prints is bounded
    if (plain && pending.arguments[2] <= room) {
        if (auto bytes = task.memory.bytes(pending.arguments[1], pending.arguments[2])) {
            if (actor.undrained + bytes->size() > room) drain(name);
            actor.undrained += bytes->size();
            output(name, task.id, fd, std::move(*bytes));
            within_budget(&task);
            return; // the call is made as the task runs on; there is room for all of it
        }
    }
    drain(name);
    writing_ = name;
    resume(task, PTRACE_SYSCALL);
    const auto stop = next_stop(task);
    writing_.clear();
    if (!stop) return;
    task.state = Task::State::ready;
    if (stop->kind == Stop::Kind::call_exit) {
        const auto written = result_of_call(task.tid);
        if (written > 0) output(name, task.id, fd, transferred(pending, static_cast<std::uint64_t>(written), task.memory));
        drain(name);
    } else {
        bool running = false;
        on_stop(task, *stop, running);
        if (running) task.state = Task::State::ready;
    }
    within_budget(&task);
}

std::optional<trace::WaitsFor> Controller::transfer_obstacle(Task& task) {
    const auto& pending = *task.pending;
    const auto fd = static_cast<int>(pending.arguments[0]);
    const bool writes = pending.visible->family == Family::write;
    auto& process = *task.process;
    if (!process.pidfd) process.pidfd.reset(static_cast<int>(syscall(SYS_pidfd_open, process.pid, 0)));
    const Descriptor borrowed{static_cast<int>(syscall(SYS_pidfd_getfd, process.pidfd.get(), fd, 0))};
    if (!borrowed) return std::nullopt; // closed meanwhile by another thread: the call will say so
    const auto flags = fcntl(borrowed.get(), F_GETFL);
    if (flags == -1 || (flags & O_NONBLOCK) != 0) return std::nullopt;
    // The wrong end of a pipe: EBADF, at once.
    if ((flags & O_ACCMODE) == (writes ? O_RDONLY : O_WRONLY)) return std::nullopt;
    pollfd look{.fd = borrowed.get(), .events = static_cast<short>(writes ? POLLOUT : POLLIN), .revents = 0};
    int found = 0;
    while ((found = poll(&look, 1, 0)) == -1 && errno == EINTR) { // our own timer
    }
    if (found != 0) return std::nullopt; // there is something, or an end, or an error
    trace::WaitsFor reason;
    reason.channel = std::get<trace::Transfer>(pending.call).channel;
    struct stat info {};
    const bool from_outside =
        fstat(borrowed.get(), &info) == 0 && (S_ISCHR(info.st_mode) || (spec_.own_terminal && is_own_file(info)));
    reason.what = from_outside ? trace::WaitsFor::What::outside
                  : writes     ? trace::WaitsFor::What::space
                               : trace::WaitsFor::What::data;
    return reason;
}

bool Controller::perform_transfer(Task& task) {
    auto& pending = *task.pending;
    const bool pieces = pending.visible->name == "write" && pending.arguments[2] - pending.transferred > pipe_piece &&
                        std::get<trace::Transfer>(pending.call).channel.starts_with("pipe");
    std::optional<std::int64_t> result;
    if (pieces) {
        result = make(task, {{1, pending.arguments[1] + pending.transferred}, {2, pipe_piece}});
        if (!result) return false;
        if (*result > 0) {
            // A large write is made in pieces that a pipe takes without waiting; its caller sees one call.
            pending.transferred += static_cast<std::uint64_t>(*result);
            changed();
            if (!task.process->signalled || !signal_interrupts(task)) {
                if (again(task)) park(task);
                return task.state == Task::State::ready;
            }
            result = 0; // a handler runs next: its caller sees a partial write
        }
    } else if (pending.transferred > 0) {
        result =
            make(task, {{1, pending.arguments[1] + pending.transferred}, {2, pending.arguments[2] - pending.transferred}});
        if (!result) return false;
    } else {
        result = make(task);
        if (!result) return false;
    }
    if (pending.transferred > 0) {
        result = static_cast<std::int64_t>(pending.transferred) + std::max<std::int64_t>(*result, 0);
        Registers registers{task.tid};
        registers.set_result(*result);
        registers.store(task.tid);
    }
    auto& transfer = std::get<trace::Transfer>(pending.call);
    // What goes to a file is bounded like what is printed; a pipe can only take so much.
    const bool to_file = transfer.to_judged_file();
    if (to_file && *result > 0) actors_.at(task.process->actor).written += static_cast<std::size_t>(*result);
    if (*result > 0 && !(to_file && actors_.at(task.process->actor).written > spec_.budget.output))
        transfer.bytes = transferred(pending, static_cast<std::uint64_t>(*result), task.memory);
    const bool nothing = *result < 0;
    const auto touched_memory = shared_buffers(task, *result);
    const auto where = task.pending->where;
    tell_buffers(task, touched_memory, where, false);
    std::uint64_t question = static_cast<std::uint64_t>(pending.visible->number) * 31 + pending.arguments[0];
    called(task, *result, trace::Called::Origin::kernel);
    tell_buffers(task, touched_memory, where, true);
    if (nothing)
        asked(task, question);
    else
        changed();
    return true;
}

void Controller::output(const std::string& name, trace::TaskId writer, int fd, std::string bytes) {
    auto& actor = actors_.at(name);
    actor.written += bytes.size();
    if (bytes.empty() || actor.written > 2 * spec_.budget.output)
        return; // it will be stopped for this; no need to keep more
    emit(writer, trace::Output{.fd = fd, .bytes = std::move(bytes)});
}

void Controller::drain(const std::string& name) {
    auto& actor = actors_.at(name);
    actor.undrained = 0;
    for (auto* terminal : {actor.out.get(), actor.err.get()})
        if (terminal != nullptr) terminal->drain();
}

} // namespace ipclab::engine
