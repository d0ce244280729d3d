#include "sysv/names.h"

#include <fmt/format.h>
#include <span>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

namespace ipclab::sysv {

namespace {

struct Named {
    unsigned number;
    std::string_view name;
};

// Some names only appear in newer or in kernel headers; their numbers are part of the kernel's interface
// (include/uapi/linux/msg.h, sem.h, shm.h).
constexpr Named get_names[] = {{IPC_CREAT, "IPC_CREAT"}, {IPC_EXCL, "IPC_EXCL"}};
constexpr Named shmget_names[] = {
    {IPC_CREAT, "IPC_CREAT"}, {IPC_EXCL, "IPC_EXCL"}, {04000, "SHM_HUGETLB"}, {010000, "SHM_NORESERVE"}};
constexpr Named msg_names[] = {
    {010000, "MSG_NOERROR"}, {020000, "MSG_EXCEPT"}, {040000, "MSG_COPY"}, {IPC_NOWAIT, "IPC_NOWAIT"}};
constexpr Named sem_names[] = {{IPC_NOWAIT, "IPC_NOWAIT"}, {0x1000, "SEM_UNDO"}};
constexpr Named shmat_names[] = {
    {SHM_RDONLY, "SHM_RDONLY"}, {SHM_RND, "SHM_RND"}, {SHM_REMAP, "SHM_REMAP"}, {0100000, "SHM_EXEC"}};

constexpr Named msgctl_names[] = {{IPC_RMID, "IPC_RMID"}, {IPC_SET, "IPC_SET"}, {IPC_STAT, "IPC_STAT"}, {3, "IPC_INFO"},
                                  {11, "MSG_STAT"},       {12, "MSG_INFO"},     {13, "MSG_STAT_ANY"}};
constexpr Named semctl_names[] = {{IPC_RMID, "IPC_RMID"}, {IPC_SET, "IPC_SET"}, {IPC_STAT, "IPC_STAT"}, {3, "IPC_INFO"},
                                  {GETPID, "GETPID"},     {GETVAL, "GETVAL"},   {GETALL, "GETALL"},     {GETNCNT, "GETNCNT"},
                                  {GETZCNT, "GETZCNT"},   {SETVAL, "SETVAL"},   {SETALL, "SETALL"},     {18, "SEM_STAT"},
                                  {19, "SEM_INFO"},       {20, "SEM_STAT_ANY"}};
constexpr Named shmctl_names[] = {{IPC_RMID, "IPC_RMID"}, {IPC_SET, "IPC_SET"}, {IPC_STAT, "IPC_STAT"},
                                  {3, "IPC_INFO"},        {11, "SHM_LOCK"},     {12, "SHM_UNLOCK"},
                                  {13, "SHM_STAT"},       {14, "SHM_INFO"},     {15, "SHM_STAT_ANY"}};

// What the names do not cover comes last, in octal: the mode, and whatever else was set by mistake.
std::string flags_text(int flags, std::span<const Named> names, std::string_view extra = {}) {
    auto rest = static_cast<unsigned>(flags);
    std::string text(extra);
    for (const Named& flag : names) {
        if ((rest & flag.number) == 0) continue;
        rest &= ~flag.number;
        text += fmt::format("{}{}", text.empty() ? "" : "|", flag.name);
    }
    if (rest != 0) return fmt::format("{}{}0{:o}", text, text.empty() ? "" : "|", rest);
    return text.empty() ? "0" : text;
}

std::string command_text(int cmd, std::span<const Named> names) {
    for (const Named& command : names) {
        if (cmd >= 0 && static_cast<unsigned>(cmd) == command.number) return std::string(command.name);
    }
    return fmt::format("command {}", cmd);
}

} // namespace

std::string get_flags(int flags) { return flags_text(flags, get_names); }

std::string shmget_flags(int flags) {
    // The size of huge pages is a number in the upper six bits, not a flag (shmget(2), SHM_HUGE_2MB and SHM_HUGE_1GB).
    constexpr unsigned size_bits = 0x3fU << 26;
    const auto bits = static_cast<unsigned>(flags);
    std::string_view size;
    if ((bits & size_bits) == 21U << 26) size = "SHM_HUGE_2MB";
    if ((bits & size_bits) == 30U << 26) size = "SHM_HUGE_1GB";
    return flags_text(size.empty() ? flags : static_cast<int>(bits & ~size_bits), shmget_names, size);
}

std::string msg_flags(int flags) { return flags_text(flags, msg_names); }

std::string sem_flags(int flags) { return flags_text(flags, sem_names); }

std::string shmat_flags(int flags) { return flags_text(flags, shmat_names); }

std::string msgctl_command(int cmd) { return command_text(cmd, msgctl_names); }

std::string semctl_command(int cmd) { return command_text(cmd, semctl_names); }

std::string shmctl_command(int cmd) { return command_text(cmd, shmctl_names); }

std::string key_text(int key) {
    if (key == IPC_PRIVATE) return "IPC_PRIVATE";
    if (key == -1) return "-1";
    return fmt::format("0x{:08x}", static_cast<unsigned>(key));
}

} // namespace ipclab::sysv
