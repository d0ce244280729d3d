#pragma once

/// @file
/// All that depends on the processor: system call numbers, registers, how a call is skipped or made again.
/// Only x86-64 has an implementation (arch/x86_64.cpp). Another processor needs a table of calls of its own, access to its registers
/// (on aarch64 x0 is both the first argument and the result, so it has to be kept at the entry), and its way to skip a call and to
/// make it again.

#include "source/symbols.h"

#include <sys/types.h>
#include <sys/user.h>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#if !defined(__x86_64__)
#error "ipclab controls programs on x86-64 only: this processor has no engine/arch yet"
#endif

namespace ipclab::engine {

/// How the engine deals with a system call. Every call that is not listed runs unseen.
enum class Family : std::uint8_t {
    none,
    ipc,     ///< the twelve System V calls
    read,    ///< read, readv, recvfrom, recvmsg: may wait for data
    write,   ///< write, writev, sendto, sendmsg: may wait for room
    wait,    ///< wait4, waitid
    kill,    ///< kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal
    sleep,   ///< nanosleep, clock_nanosleep
    clock,   ///< clock_gettime, gettimeofday, time
    timer,   ///< alarm, setitimer, getitimer
    suspend, ///< pause, rt_sigsuspend
    sigwait, ///< rt_sigtimedwait
    futex,
    random,  ///< getrandom
    session, ///< setsid, setpgid: need no model but are worth an event
    exec,    ///< execve, execveat: what the old program did is to be told before it is gone
    memory,  ///< munmap, mremap, mprotect of shared memory: the same
    report,  ///< what runtime/hooks.c has to say (a prctl with a number of ours)
    listing, ///< getdents64: names of what is in a folder
    channel, ///< a way to talk that is not modelled: mmap of shared memory, locks on files, sockets
};

/// Part of a condition on a call's arguments: `argument & mask` is `value`.
struct Only {
    unsigned argument = 0;
    std::uint64_t mask = 0, value = 0; ///< mask 0: no condition
};

/// A traced system call.
struct VisibleCall {
    int number;
    std::string_view name;
    Family family;
    std::array<Only, 2> only{}; ///< stopped at only where all of these hold: other such calls cost nothing
};
/// Sorted by number; a number stands there several times where several conditions lead to a stop.
std::span<const VisibleCall> visible_calls();
/// The first with this number.
const VisibleCall* visible_call(std::uint64_t number);

/// Calls that a controlled program must not make; they are answered with the errno given. io_uring would be a way around
/// every trace; ptrace is ours.
struct RefusedCall {
    int number;
    int error;
};
std::span<const RefusedCall> refused_calls();

/// What a call gave back, at the stop after it: one register only, which is cheaper than all. Throws like `Registers`.
std::int64_t result_of_call(pid_t tid);

/// A stopped process will stop with SIGTRAP before it executes the instruction at `address`; nothing in its memory changes for
/// that. False where the machine has no such thing.
bool set_breakpoint(pid_t tid, std::uint64_t address);
void clear_breakpoint(pid_t tid);

/// The registers of a stopped process.
class Registers {
public:
    /// Reads them. Throws std::system_error (ESRCH where the process is gone).
    explicit Registers(pid_t tid);
    /// Writes them back. Throws like the constructor.
    void store(pid_t tid) const;

    /// The system call that it stands at, also at the stop after it.
    [[nodiscard]] std::uint64_t call() const { return regs_.orig_rax; }
    [[nodiscard]] std::uint64_t argument(int index) const;
    void set_argument(int index, std::uint64_t value);
    /// Result of the call: an errno is negative, as the kernel returns it.
    [[nodiscard]] std::int64_t result() const { return static_cast<std::int64_t>(regs_.rax); }

    /// At the entry stop: the call will not be made; its caller sees `result` (negative errno). The argument registers stay.
    void answer(std::int64_t result);
    /// At the exit stop: what the caller will see.
    void set_result(std::int64_t result) { regs_.rax = static_cast<std::uint64_t>(result); }
    /// At the exit stop of a skipped call: `result` is one of the kernel's restart codes, so let the kernel restart `number`
    /// as it would have (SA_RESTART included).
    void restart_as(std::uint64_t number, std::int64_t result);
    /// At the exit stop: make the same call once more.
    void make_again(std::uint64_t number);

    [[nodiscard]] std::uint64_t ip() const { return regs_.rip; }
    [[nodiscard]] std::uint64_t sp() const { return regs_.rsp; }
    [[nodiscard]] source::Registers for_unwinding() const;
    /// A general register by the number that instructions have for it: 0 is rax, 1 rcx, 2 rdx, 3 rbx, 4 rsp, …
    [[nodiscard]] std::uint64_t general(unsigned number) const;
    [[nodiscard]] std::uint64_t flags() const { return regs_.eflags; }
    /// The next instruction is the `syscall` at `address`, for this call. Not at the entry of another call.
    void make_call_at(std::uint64_t address, std::uint64_t number, const std::array<std::uint64_t, 4>& arguments);
    /// At the entry of a call: another one is made in its place.
    void make_instead(std::uint64_t number, const std::array<std::uint64_t, 4>& arguments);
    /// Goes on at `address`, in no call; code of ours finds `data` in rbx.
    void go_to(std::uint64_t address, std::uint64_t data);
    /// Where a breakpoint has stopped it: what that has left in the flags is gone.
    void after_breakpoint();

private:
    user_regs_struct regs_{};
};

} // namespace ipclab::engine
