#pragma once

/// @file
/// A program from its exec to its first own instruction: what the dynamic linker and the libraries do in between, watched call by
/// call.

#include "engine/memory.h"
#include "engine/random.h"

#include <sys/stat.h>
#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::engine {

/// The stack as the kernel lays it for a new program: argc, argv, environment, auxiliary vector (fs/binfmt_elf.c).
struct NewProgram {
    std::vector<std::string> argv;
    std::uint64_t vdso_entry = 0; ///< address of the AT_SYSINFO_EHDR pair
    std::uint64_t random = 0;     ///< where the kernel's sixteen random bytes are
    std::uint64_t entry = 0;      ///< AT_ENTRY
};
NewProgram look_at(const Memory& memory, std::uint64_t sp);
/// Without the vDSO, libc asks the kernel for the time, and we answer; the random bytes come from the process's own.
void make_repeatable(const NewProgram& program, const Memory& memory, Random& random);

/// A file as loading has found it, or not.
struct FileSeen {
    std::string path;
    std::optional<struct stat> status;
    [[nodiscard]] bool is_still_so() const;
};

FileSeen file_now(const std::string& path);

/// What came of loading.
struct Loaded {
    std::vector<FileSeen> files;
    std::uint64_t tid = 0; ///< where libc keeps the thread's id (set_tid_address(2))
    std::uint64_t robust_list = 0, robust_size = 0;
    std::uint64_t syscall_instruction = 0; ///< in a library: one that it has used
    std::size_t unseen = 0;                ///< calls that were answered or let through at their entry (Task::unseen)
};

/// From its exec, where it stands, to its entry, where it stands then. Nothing where it has made a call that may not do the same
/// each time (it asked for its pid, for the time, read a file of /proc, began a thread, …), or has ended, or has no dynamic linker.
std::optional<Loaded> load(pid_t pid, const NewProgram& program, Random& random);

/// Code of the program may have run before its entry (`.preinit_array`, the resolver of an ifunc, a library's constructor). From
/// here on none of it runs in the process, which is stopped, while it executes what we tell it to: all signals are blocked, so
/// no handler does, and it has no critical section of rseq(2), which the kernel would leave for an address of the program's. False
/// where that is not so, or cannot be found out (before Linux 5.13).
bool hold_still(pid_t pid);

} // namespace ipclab::engine
