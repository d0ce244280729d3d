#pragma once

/// @file
/// The twelve System V calls, decoded. Arguments keep the names of the man pages (msgget(2), msgop(2), msgctl(2), …);
/// payloads are copies of what the process had in its memory at the call or, for results, after it.

#include "sysv/object.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ipclab::sysv {

struct MsgGet {
    std::int32_t key = 0;
    int msgflg = 0;
};

/// What the debug information says of the variable that msgp points into. Each is absent where it says nothing.
struct MessageBuffer {
    /// Bytes from where the kernel puts the text, behind a long, to the variable's end.
    std::optional<std::uint64_t> text_room;
    /// Of the number that lies at msgp; 1 for an array of characters.
    std::optional<std::uint64_t> type_size;
    /// From msgp to the first member that is no number; 0 for an array of characters.
    std::optional<std::uint64_t> text_at;
    /// True where a temporary object may have been given the same memory as the variable: likely, but not certain.
    std::optional<bool> unsure;
    friend bool operator==(const MessageBuffer&, const MessageBuffer&) = default;
};

struct MsgSnd {
    int msqid = -1;
    std::uint64_t msgp = 0; ///< address in the caller
    std::uint64_t msgsz = 0;
    int msgflg = 0;
    std::optional<Message> message; ///< nothing where msgp could not be read
    MessageBuffer buffer;
    /// The first row of bytes in the text that the program never wrote, where it was built so that this can be seen. Padding
    /// between members does not count.
    std::optional<std::uint64_t> unwritten_at, unwritten;
};

struct MsgRcv {
    int msqid = -1;
    std::uint64_t msgp = 0;
    std::uint64_t msgsz = 0;
    long msgtyp = 0;
    int msgflg = 0;
    std::optional<Message> message;         ///< what was received, as the caller finds it
    std::optional<std::uint64_t> full_size; ///< the message's length before MSG_NOERROR cut it, where it was cut
    MessageBuffer buffer;
};

struct MsgCtl {
    int msqid = -1;
    int cmd = 0; ///< without IPC_64
    std::uint64_t buf = 0;
    std::optional<QueueState> state; ///< what IPC_STAT filled in or IPC_SET asked for
};

struct SemGet {
    std::int32_t key = 0;
    int nsems = 0;
    int semflg = 0;
};

/// `struct sembuf`.
struct SemBuf {
    unsigned sem_num = 0;
    int sem_op = 0;
    int sem_flg = 0;
    friend bool operator==(const SemBuf&, const SemBuf&) = default;
};

/// Stands for a time-out that the kernel refuses (EINVAL, EFAULT) before it looks at the semaphores.
inline constexpr std::chrono::nanoseconds invalid_timeout{-1};

/// semop and semtimedop: since glibc 2.33 both are the system call semtimedop on x86-64.
struct SemOp {
    int semid = -1;
    std::uint64_t sops_address = 0;
    std::uint64_t nsops = 0;
    std::vector<SemBuf> sops; ///< empty where it could not be read
    std::optional<std::chrono::nanoseconds> timeout;
};

struct SemCtl {
    int semid = -1;
    int semnum = 0;
    int cmd = 0;                            ///< without IPC_64
    std::uint64_t arg = 0;                  ///< `union semun` as a number: SETVAL's value, or an address
    std::vector<std::uint16_t> array;       ///< SETALL's and GETALL's values
    std::optional<SemaphoreSetState> state; ///< what IPC_STAT filled in or IPC_SET asked for
};

struct ShmGet {
    std::int32_t key = 0;
    std::uint64_t size = 0;
    int shmflg = 0;
};

struct ShmAt {
    int shmid = -1;
    std::uint64_t shmaddr = 0;
    int shmflg = 0;
};

struct ShmDt {
    std::uint64_t shmaddr = 0;
    int shmid = -1; ///< the segment that was attached there; -1 where none was
};

struct ShmCtl {
    int shmid = -1;
    int cmd = 0; ///< without IPC_64
    std::uint64_t buf = 0;
    std::optional<SegmentState> state;
};

using Call = std::variant<MsgGet, MsgSnd, MsgRcv, MsgCtl, SemGet, SemOp, SemCtl, ShmGet, ShmAt, ShmDt, ShmCtl>;

/// The name that a student wrote: "msgrcv", "semop" ("semtimedop" where there is a time-out), …
std::string_view name_of(const Call& call);

/// The object that the call names by its id; nothing for the three get calls, and for an id below 0.
std::optional<ObjectId> object_of(const Call& call);

/// Which kind of object the call is about.
Kind kind_of(const Call& call);

} // namespace ipclab::sysv
