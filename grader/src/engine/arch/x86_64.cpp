#include "engine/arch/processor.h"

#include "access_log.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <system_error>

namespace ipclab::engine {
namespace {

/// The first argument lies in the part of the address space where shared memory is attached.
constexpr std::array<Only, 2> of_shared_memory{Only{0, ~std::uint64_t{0} << IPCLAB_WINDOW_SHIFT, IPCLAB_WINDOW_BEGIN}};
constexpr std::array<Only, 2> writable_and_shared{Only{2, PROT_WRITE, PROT_WRITE}, Only{3, MAP_SHARED, MAP_SHARED}};
constexpr std::array<Only, 2> second_is(std::uint64_t value) { return {Only{1, 0xffffffff, value}}; }

// Sorted by number: looked up by binary search at each stop.
constexpr std::array table{
    VisibleCall{SYS_read, "read", Family::read},
    VisibleCall{SYS_write, "write", Family::write},
    VisibleCall{SYS_mmap, "mmap", Family::channel, writable_and_shared},
    VisibleCall{SYS_mprotect, "mprotect", Family::memory, of_shared_memory},
    VisibleCall{SYS_munmap, "munmap", Family::memory, of_shared_memory},
    VisibleCall{SYS_readv, "readv", Family::read},
    VisibleCall{SYS_writev, "writev", Family::write},
    VisibleCall{SYS_mremap, "mremap", Family::memory, of_shared_memory},
    VisibleCall{SYS_shmget, "shmget", Family::ipc},
    VisibleCall{SYS_shmat, "shmat", Family::ipc},
    VisibleCall{SYS_shmctl, "shmctl", Family::ipc},
    VisibleCall{SYS_pause, "pause", Family::suspend},
    VisibleCall{SYS_nanosleep, "nanosleep", Family::sleep},
    VisibleCall{SYS_getitimer, "getitimer", Family::timer},
    VisibleCall{SYS_alarm, "alarm", Family::timer},
    VisibleCall{SYS_setitimer, "setitimer", Family::timer},
    VisibleCall{SYS_sendto, "sendto", Family::write},
    VisibleCall{SYS_recvfrom, "recvfrom", Family::read},
    VisibleCall{SYS_sendmsg, "sendmsg", Family::write},
    VisibleCall{SYS_recvmsg, "recvmsg", Family::read},
    VisibleCall{SYS_bind, "bind", Family::channel},
    VisibleCall{SYS_socketpair, "socketpair", Family::channel},
    VisibleCall{SYS_execve, "execve", Family::exec},
    VisibleCall{SYS_wait4, "wait4", Family::wait},
    VisibleCall{SYS_kill, "kill", Family::kill},
    VisibleCall{SYS_semget, "semget", Family::ipc},
    VisibleCall{SYS_semop, "semop", Family::ipc},
    VisibleCall{SYS_semctl, "semctl", Family::ipc},
    VisibleCall{SYS_shmdt, "shmdt", Family::ipc},
    VisibleCall{SYS_msgget, "msgget", Family::ipc},
    VisibleCall{SYS_msgsnd, "msgsnd", Family::ipc},
    VisibleCall{SYS_msgrcv, "msgrcv", Family::ipc},
    VisibleCall{SYS_msgctl, "msgctl", Family::ipc},
    VisibleCall{SYS_fcntl, "fcntl", Family::channel, second_is(F_SETLK)},
    VisibleCall{SYS_fcntl, "fcntl", Family::channel, second_is(F_SETLKW)},
    VisibleCall{SYS_fcntl, "fcntl", Family::channel, second_is(F_OFD_SETLK)},
    VisibleCall{SYS_fcntl, "fcntl", Family::channel, second_is(F_OFD_SETLKW)},
    VisibleCall{SYS_flock, "flock", Family::channel},
    VisibleCall{SYS_getdents, "getdents", Family::listing},
    VisibleCall{SYS_gettimeofday, "gettimeofday", Family::clock},
    VisibleCall{SYS_setpgid, "setpgid", Family::session},
    VisibleCall{SYS_setsid, "setsid", Family::session},
    VisibleCall{SYS_rt_sigtimedwait, "rt_sigtimedwait", Family::sigwait},
    VisibleCall{SYS_rt_sigqueueinfo, "rt_sigqueueinfo", Family::kill},
    VisibleCall{SYS_rt_sigsuspend, "rt_sigsuspend", Family::suspend},
    VisibleCall{SYS_prctl, "prctl", Family::report, {Only{0, 0xffffffff, IPCLAB_REPORT}}},
    VisibleCall{SYS_tkill, "tkill", Family::kill},
    VisibleCall{SYS_time, "time", Family::clock},
    VisibleCall{SYS_futex, "futex", Family::futex},
    VisibleCall{SYS_getdents64, "getdents64", Family::listing},
    VisibleCall{SYS_semtimedop, "semtimedop", Family::ipc},
    VisibleCall{SYS_clock_gettime, "clock_gettime", Family::clock},
    VisibleCall{SYS_clock_nanosleep, "clock_nanosleep", Family::sleep},
    VisibleCall{SYS_tgkill, "tgkill", Family::kill},
    VisibleCall{SYS_waitid, "waitid", Family::wait},
    VisibleCall{SYS_rt_tgsigqueueinfo, "rt_tgsigqueueinfo", Family::kill},
    VisibleCall{SYS_getrandom, "getrandom", Family::random},
    VisibleCall{SYS_execveat, "execveat", Family::exec},
    VisibleCall{SYS_pidfd_send_signal, "pidfd_send_signal", Family::kill},
};
static_assert(std::ranges::is_sorted(table, {}, &VisibleCall::number));

constexpr std::array refused{
    RefusedCall{SYS_ptrace, EPERM},           RefusedCall{SYS_io_uring_setup, ENOSYS},
    RefusedCall{SYS_io_uring_enter, ENOSYS},  RefusedCall{SYS_io_uring_register, ENOSYS},
    RefusedCall{SYS_unshare, EPERM},          RefusedCall{SYS_process_vm_writev, EPERM},
    RefusedCall{SYS_process_vm_readv, EPERM}, RefusedCall{SYS_bpf, EPERM},
    RefusedCall{SYS_userfaultfd, EPERM},      RefusedCall{SYS_perf_event_open, EPERM},
    RefusedCall{SYS_clone3, ENOSYS}, // a filter cannot see its flags; libc makes a clone then
};

void check(long outcome, const char* what) {
    if (outcome == -1) throw std::system_error(errno, std::generic_category(), what);
}

} // namespace

std::span<const VisibleCall> visible_calls() { return table; }

const VisibleCall* visible_call(std::uint64_t number) {
    const auto found = std::ranges::lower_bound(table, number, {},
                                                [](const VisibleCall& c) { return static_cast<std::uint64_t>(c.number); });
    return found != table.end() && static_cast<std::uint64_t>(found->number) == number ? &*found : nullptr;
}

std::span<const RefusedCall> refused_calls() { return refused; }

std::int64_t result_of_call(pid_t tid) {
    errno = 0;
    const long value = ptrace(PTRACE_PEEKUSER, tid, offsetof(user_regs_struct, rax), nullptr);
    if (errno != 0) check(-1, "ptrace(PTRACE_PEEKUSER)");
    return value;
}

namespace {

bool set_debug_register(pid_t tid, std::size_t number, std::uint64_t value) {
    const auto offset = offsetof(struct user, u_debugreg) + number * sizeof(std::uint64_t);
    return ptrace(PTRACE_POKEUSER, tid, offset, value) == 0;
}

} // namespace

bool set_breakpoint(pid_t tid, std::uint64_t address) {
    constexpr std::uint64_t first_for_execution = 1; // Intel's manual, volume 3, "Debug Control Register (DR7)"
    return set_debug_register(tid, 0, address) && set_debug_register(tid, 7, first_for_execution);
}

void clear_breakpoint(pid_t tid) {
    set_debug_register(tid, 7, 0);
    set_debug_register(tid, 0, 0);
}

Registers::Registers(pid_t tid) { check(ptrace(PTRACE_GETREGS, tid, nullptr, &regs_), "ptrace(PTRACE_GETREGS)"); }

void Registers::store(pid_t tid) const {
    auto copy = regs_;
    check(ptrace(PTRACE_SETREGS, tid, nullptr, &copy), "ptrace(PTRACE_SETREGS)");
}

std::uint64_t Registers::argument(int index) const {
    switch (index) {
    case 0: return regs_.rdi;
    case 1: return regs_.rsi;
    case 2: return regs_.rdx;
    case 3: return regs_.r10;
    case 4: return regs_.r8;
    default: return regs_.r9;
    }
}

void Registers::set_argument(int index, std::uint64_t value) {
    switch (index) {
    case 0: regs_.rdi = value; break;
    case 1: regs_.rsi = value; break;
    case 2: regs_.rdx = value; break;
    case 3: regs_.r10 = value; break;
    case 4: regs_.r8 = value; break;
    default: regs_.r9 = value; break;
    }
}

void Registers::answer(std::int64_t result) {
    // seccomp(2), SECCOMP_RET_TRACE: a tracer that sets the number to -1 skips the call and may set what it returns.
    regs_.orig_rax = ~std::uint64_t{0};
    regs_.rax = static_cast<std::uint64_t>(result);
}

void Registers::restart_as(std::uint64_t number, std::int64_t result) {
    // arch/x86/kernel/signal.c looks at orig_rax to see that it was in a call and at rax for the restart code.
    regs_.orig_rax = number;
    regs_.rax = static_cast<std::uint64_t>(result);
}

void Registers::make_again(std::uint64_t number) {
    regs_.rax = number;
    regs_.rip -= 2;                     // the length of the `syscall` instruction
    regs_.orig_rax = ~std::uint64_t{0}; // or a signal that arrives now would move rip back once more
}

std::uint64_t Registers::general(unsigned number) const {
    const std::array all{regs_.rax, regs_.rcx, regs_.rdx, regs_.rbx, regs_.rsp, regs_.rbp, regs_.rsi, regs_.rdi,
                         regs_.r8,  regs_.r9,  regs_.r10, regs_.r11, regs_.r12, regs_.r13, regs_.r14, regs_.r15};
    return number < all.size() ? all.at(number) : 0;
}

void Registers::make_call_at(std::uint64_t address, std::uint64_t number, const std::array<std::uint64_t, 4>& arguments) {
    regs_.rip = address;
    regs_.rax = number;
    regs_.orig_rax = ~std::uint64_t{0};
    for (std::size_t i = 0; i < arguments.size(); ++i)
        set_argument(static_cast<int>(i), arguments.at(i));
}

void Registers::make_instead(std::uint64_t number, const std::array<std::uint64_t, 4>& arguments) {
    regs_.orig_rax = number;
    for (std::size_t i = 0; i < arguments.size(); ++i)
        set_argument(static_cast<int>(i), arguments.at(i));
}

void Registers::go_to(std::uint64_t address, std::uint64_t data) {
    regs_.rip = address;
    regs_.rbx = data;
    regs_.orig_rax = ~std::uint64_t{0};
}

void Registers::after_breakpoint() {
    constexpr std::uint64_t resume_flag = 1 << 16;
    regs_.eflags &= ~resume_flag;
    regs_.orig_rax = ~std::uint64_t{0};
}

source::Registers Registers::for_unwinding() const {
    return {.ip = regs_.rip,
            .sp = regs_.rsp,
            .bp = regs_.rbp,
            .bx = regs_.rbx,
            .r12 = regs_.r12,
            .r13 = regs_.r13,
            .r14 = regs_.r14,
            .r15 = regs_.r15};
}

} // namespace ipclab::engine
