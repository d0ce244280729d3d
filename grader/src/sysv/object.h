#pragma once

/// @file
/// The three kinds of System V IPC objects and what the kernel reports of each.
/// Field names follow `struct msqid_ds`, `struct semid_ds`, `struct shmid_ds` (msgctl(2), semctl(2), shmctl(2)).

#include <compare>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ipclab::sysv {

/// The kinds have key spaces and id spaces of their own: one key can name three objects.
enum class Kind : std::uint8_t { queue, semaphores, segment };

/// The internal name of an object: valid in every process of the IPC namespace. Zero is a valid id.
struct ObjectId {
    Kind kind{};
    int id = -1;
    friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

/// `struct ipc_perm`: owner, creator, the nine mode bits (and SHM_DEST, SHM_LOCKED for segments).
struct Permissions {
    std::int32_t key = 0; ///< IPC_PRIVATE is 0
    std::uint32_t uid = 0, gid = 0;
    std::uint32_t cuid = 0, cgid = 0;
    std::uint32_t mode = 0;
    friend bool operator==(const Permissions&, const Permissions&) = default;
};

/// One message as it lies in a queue.
struct Message {
    long type = 0;    ///< mtype, at least 1
    std::string text; ///< msgsz bytes, any bytes at all
    friend bool operator==(const Message&, const Message&) = default;
};

/// State of a message queue.
struct QueueState {
    int id = -1;
    Permissions perm;
    std::uint64_t qnum = 0;        ///< messages in the queue
    std::uint64_t cbytes = 0;      ///< bytes of text in the queue
    std::uint64_t qbytes = 0;      ///< limit for both of the above
    int lspid = 0, lrpid = 0;      ///< last sender and receiver; 0 where there was none
    std::vector<Message> messages; ///< oldest first; empty where only numbers are known
    friend bool operator==(const QueueState&, const QueueState&) = default;
};

/// One semaphore of a set.
struct SemaphoreState {
    int value = 0; ///< GETVAL, 0 to 32767
    int pid = 0;   ///< GETPID: who changed it last
    int ncnt = 0;  ///< GETNCNT: who waits for it to grow
    int zcnt = 0;  ///< GETZCNT: who waits for zero
    friend bool operator==(const SemaphoreState&, const SemaphoreState&) = default;
};

/// State of a semaphore set.
struct SemaphoreSetState {
    int id = -1;
    Permissions perm;
    std::vector<SemaphoreState> semaphores;
    bool operated = false; ///< sem_otime is not zero: a semop has succeeded since creation
    friend bool operator==(const SemaphoreSetState&, const SemaphoreSetState&) = default;
};

/// State of a shared memory segment.
struct SegmentState {
    int id = -1;
    Permissions perm;
    std::uint64_t segsz = 0; ///< bytes asked for (whole pages are usable)
    int cpid = 0, lpid = 0;  ///< creator; last to attach or detach
    std::uint64_t nattch = 0;
    friend bool operator==(const SegmentState&, const SegmentState&) = default;
};

/// State of any object.
using ObjectState = std::variant<QueueState, SemaphoreSetState, SegmentState>;

ObjectId id_of(const ObjectState& state);
const Permissions& permissions_of(const ObjectState& state);

/// "message queue", "semaphore set", "shared memory segment".
std::string_view name_of(Kind kind);

/// The letter that stands for the kind in a normalised name: Q, S, M (as in Q0).
char letter_of(Kind kind);

} // namespace ipclab::sysv
