#include "engine/loading.h"

#include "engine/arch/processor.h"
#include "engine/process_status.h"

#include <fmt/format.h>

#include <elf.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace ipclab::engine {
namespace {

/// Follows one program.
class Loading {
public:
    Loading(pid_t pid, Random& random) : pid_{pid}, memory_{pid}, random_{random} {}

    bool to(std::uint64_t entry) {
        if (entry == 0 || !set_breakpoint(pid_, entry)) return false;
        const bool there = go_on_to(entry);
        if (there) clear_breakpoint(pid_);
        return there && loaded_.syscall_instruction != 0;
    }
    Loaded result() && { return std::move(loaded_); }

private:
    bool go_on_to(std::uint64_t entry) {
        bool entering = false;                   // it is in execve still
        constexpr std::size_t most_calls = 2000; // a program with many libraries makes some hundred
        for (std::size_t calls = 0; calls < most_calls; ++calls) {
            int status = 0;
            if (ptrace(PTRACE_SYSCALL, pid_, nullptr, nullptr) == -1) return false;
            // Our timer interrupts (Ticking): it may compute for ever, or wait.
            for (int ticks = 0; waitpid(pid_, &status, __WALL) == -1; ++ticks)
                if (errno != EINTR || ticks == patience) return false;
            if (!WIFSTOPPED(status)) return false;
            if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
                const Registers registers{pid_};
                if (entering ? !may_begin(registers) : !was_well(registers)) return false;
                entering = !entering;
            } else if (status >> 16 == PTRACE_EVENT_SECCOMP) {
                // A call that runs stop at. It comes after the stop at the entry (kernel/entry/common.c), which has said yes.
                if (const auto call = Registers{pid_}.call(); call != SYS_read && call != SYS_futex) return false;
                ++loaded_.unseen;
            } else if (status >> 16 == 0 && WSTOPSIG(status) == SIGTRAP) {
                return entering && Registers{pid_}.ip() == entry && loaded_.unseen < turn && opened_ == 0;
            } else {
                return false;
            }
        }
        return false;
    }

    /// Calls that do the same in every process of the program, or whose difference is made up for in each copy.
    bool may_begin(Registers registers) {
        const auto a = [&](int index) { return registers.argument(index); };
        constexpr std::uint64_t here = 0xffffff9c; // AT_FDCWD
        switch (registers.call()) {
        case SYS_brk:
        case SYS_arch_prctl:
        case SYS_mprotect:
        case SYS_munmap:
        case SYS_madvise:
        case SYS_rseq:
        case SYS_rt_sigaction:
        case SYS_rt_sigprocmask:
        case SYS_getuid:
        case SYS_geteuid:
        case SYS_getgid:
        case SYS_getegid: return true;
        case SYS_mmap: // what cannot be written now could be later, unless it is of a file that was opened to be read
            return (a(3) & MAP_SHARED) == 0 || ((a(2) & PROT_WRITE) == 0 && (a(3) & MAP_ANONYMOUS) == 0);
        case SYS_prlimit64: return a(2) == 0;
        case SYS_futex: return (a(1) & 0xffffffff) == FUTEX_WAKE_PRIVATE; // libstdc++ does; the process has one thread
        case SYS_close:
        case SYS_fstat:
        case SYS_lseek:
        case SYS_read:
        case SYS_pread64: return is_opened(a(0));
        case SYS_set_tid_address: loaded_.tid = a(0); return true;
        case SYS_set_robust_list:
            loaded_.robust_list = a(0);
            loaded_.robust_size = a(1);
            return true;
        case SYS_open: return begins_with_file(a(0), a(1));
        case SYS_openat: return (a(0) & 0xffffffff) == here && begins_with_file(a(1), a(2));
        case SYS_access:
        case SYS_stat:
        case SYS_lstat: return begins_with_file(a(0), O_RDONLY);
        case SYS_newfstatat:
        case SYS_faccessat:
        case SYS_faccessat2:
            path_ = memory_.c_string(a(1));
            return path_.empty() ? is_opened(a(0)) : (a(0) & 0xffffffff) == here && begins_with_file(a(1), O_RDONLY);
        case SYS_readlink: return memory_.c_string(a(0)) == "/proc/self/exe";
        case SYS_readlinkat: return memory_.c_string(a(1)) == "/proc/self/exe";
        case SYS_getrandom: return draw(registers);
        default: return false;
        }
    }

    bool begins_with_file(std::uint64_t address, std::uint64_t flags) {
        path_ = memory_.c_string(address);
        const bool looks = (flags & (O_ACCMODE | O_CREAT | O_TRUNC | O_TMPFILE)) == O_RDONLY;
        return looks && is_ordinary(path_) && loaded_.files.size() < most_files;
    }

    /// Its standard files are each start's own; all others were let be opened.
    static bool is_opened(std::uint64_t fd) { return fd > 2; }

    /// Not what tells of this very process, or of the machine as it is now.
    static bool is_ordinary(const std::string& path) {
        return path.starts_with('/') && !path.starts_with("/proc/") && !path.starts_with("/sys/") &&
               !path.starts_with("/dev/");
    }

    bool was_well(const Registers& registers) {
        if (registers.call() == SYS_execve) return true;
        const auto result = registers.result();
        loaded_.syscall_instruction = registers.ip() - 2;
        switch (registers.call()) {
        case SYS_open:
        case SYS_openat: {
            loaded_.files.push_back(file_now(path_));
            const auto& file = loaded_.files.back();
            if (result < 0) return !file.status;
            ++opened_;
            return file.status && S_ISREG(file.status->st_mode) &&
                   is_ordinary(link_target(fmt::format("/proc/{}/fd/{}", pid_, result)));
        }
        case SYS_close: opened_ -= result == 0 ? 1 : 0; return true;
        case SYS_access:
        case SYS_stat:
        case SYS_lstat:
        case SYS_faccessat:
        case SYS_faccessat2:
        case SYS_newfstatat: {
            if (path_.empty()) return true; // of a descriptor
            loaded_.files.push_back(file_now(path_));
            return loaded_.files.back().status.has_value() == (result >= 0);
        }
        default: return true;
        }
    }

    /// As `Controller::answer_random` does it.
    bool draw(Registers& registers) {
        const auto size = registers.argument(1);
        constexpr std::uint64_t enough = 256;
        if (size > enough) return false;
        std::array<std::uint64_t, enough / sizeof(std::uint64_t)> words{};
        for (std::uint64_t i = 0; i * sizeof(std::uint64_t) < size; ++i)
            words.at(i) = random_.next();
        if (!memory_.write(registers.argument(0), words.data(), size)) return false;
        registers.answer(static_cast<std::int64_t>(size));
        registers.store(pid_);
        ++loaded_.unseen;
        return true;
    }

    static constexpr int patience = 50;
    static constexpr std::size_t most_files = 100;
    static constexpr std::size_t turn = 64; ///< so many calls and others would have a turn (Controller::run_on)

    pid_t pid_;
    Memory memory_;
    Random& random_;
    Loaded loaded_;
    std::string path_; ///< of the call that it is in
    int opened_ = 0;   ///< files that are open still: a copy would not have them
};

bool same_file(const struct stat& a, const struct stat& b) {
    const auto times = [](const struct stat& s) {
        return std::array{s.st_mtim.tv_sec, s.st_mtim.tv_nsec, s.st_ctim.tv_sec, s.st_ctim.tv_nsec};
    };
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size && times(a) == times(b);
}

} // namespace

NewProgram look_at(const Memory& memory, std::uint64_t sp) {
    NewProgram program;
    const auto argc = memory.get<std::uint64_t>(sp).value_or(0);
    auto at = sp + 8;
    for (std::uint64_t i = 0; i < argc && i < 4096; ++i, at += 8)
        program.argv.push_back(memory.c_string(memory.get<std::uint64_t>(at).value_or(0)));
    at = sp + 8 + (argc + 1) * 8;
    while (memory.get<std::uint64_t>(at).value_or(0) != 0)
        at += 8;
    at += 8;
    for (;; at += 16) {
        const auto type = memory.get<std::uint64_t>(at).value_or(AT_NULL);
        if (type == AT_NULL) return program;
        if (type == AT_SYSINFO_EHDR) program.vdso_entry = at;
        if (type == AT_RANDOM) program.random = memory.get<std::uint64_t>(at + 8).value_or(0);
        if (type == AT_ENTRY) program.entry = memory.get<std::uint64_t>(at + 8).value_or(0);
    }
}

void make_repeatable(const NewProgram& program, const Memory& memory, Random& random) {
    if (program.vdso_entry != 0) memory.put<std::uint64_t>(program.vdso_entry, AT_IGNORE);
    if (program.random != 0)
        for (std::uint64_t i = 0; i < 2; ++i)
            memory.put<std::uint64_t>(program.random + 8 * i, random.next());
}

FileSeen file_now(const std::string& path) {
    struct stat now {};
    const bool there = stat(path.c_str(), &now) == 0;
    return {path, there ? std::optional{now} : std::nullopt};
}

bool FileSeen::is_still_so() const {
    const auto now = file_now(path).status;
    return now.has_value() == status.has_value() && (!now || same_file(*now, *status));
}

bool hold_still(pid_t pid) {
    constexpr auto all = ~std::uint64_t{0};
    __ptrace_rseq_configuration rseq{};
    if (ptrace(PTRACE_SETSIGMASK, pid, sizeof all, &all) == -1 ||
        ptrace(PTRACE_GET_RSEQ_CONFIGURATION, pid, sizeof rseq, &rseq) == -1)
        return false;
    constexpr std::uint64_t critical_section = 8; // linux/rseq.h, rseq_cs
    return rseq.rseq_abi_pointer == 0 || Memory{pid}.get<std::uint64_t>(rseq.rseq_abi_pointer + critical_section) == 0;
}

std::optional<Loaded> load(pid_t pid, const NewProgram& program, Random& random) {
    Loading loading{pid, random};
    if (!loading.to(program.entry)) return std::nullopt;
    auto loaded = std::move(loading).result();
    // The kernel has opened some of them: the dynamic linker, a script's interpreter.
    for (const auto& mapping : read_mappings(pid)) {
        if (!mapping.path.starts_with('/')) continue;
        auto file = file_now(mapping.path);
        const auto is_this = [&](const FileSeen& other) {
            return other.status && file.status && same_file(*other.status, *file.status);
        };
        if (std::ranges::none_of(loaded.files, is_this)) loaded.files.push_back(std::move(file));
    }
    return loaded;
}

} // namespace ipclab::engine
