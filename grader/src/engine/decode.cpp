#include "engine/decode.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <time.h>

namespace ipclab::engine {
namespace {

constexpr std::uint64_t most_text = 1 << 20;   // beyond any msgmax: EINVAL
constexpr std::uint64_t most_operations = 500; // SEMOPM: more is E2BIG

// glibc passes IPC_64 (0x100) on some processors; the kernel takes it off (ipc/util.h, ipc_parse_version).
int command(std::uint64_t argument) { return static_cast<int>(argument) & ~0x100; }
int number(std::uint64_t argument) { return static_cast<int>(argument); }

sysv::Permissions permissions(const ipc_perm& perm) {
    return {.key = perm.__key, .uid = perm.uid, .gid = perm.gid, .cuid = perm.cuid, .cgid = perm.cgid, .mode = perm.mode};
}

std::optional<sysv::QueueState> read_queue(int id, std::uint64_t address, const Memory& memory) {
    const auto data = memory.get<msqid_ds>(address);
    if (!data) return std::nullopt;
    sysv::QueueState state;
    state.id = id;
    state.perm = permissions(data->msg_perm);
    state.qnum = data->msg_qnum;
    state.cbytes = data->__msg_cbytes;
    state.qbytes = data->msg_qbytes;
    state.lspid = data->msg_lspid;
    state.lrpid = data->msg_lrpid;
    return state;
}

std::optional<sysv::SemaphoreSetState> read_set(int id, std::uint64_t address, const Memory& memory) {
    const auto data = memory.get<semid_ds>(address);
    if (!data) return std::nullopt;
    sysv::SemaphoreSetState state;
    state.id = id;
    state.perm = permissions(data->sem_perm);
    state.semaphores.resize(data->sem_nsems <= 32000 ? data->sem_nsems : 0);
    state.operated = data->sem_otime != 0;
    return state;
}

std::optional<sysv::SegmentState> read_segment(int id, std::uint64_t address, const Memory& memory) {
    const auto data = memory.get<shmid_ds>(address);
    if (!data) return std::nullopt;
    sysv::SegmentState state;
    state.id = id;
    state.perm = permissions(data->shm_perm);
    state.segsz = data->shm_segsz;
    state.cpid = data->shm_cpid;
    state.lpid = data->shm_lpid;
    state.nattch = data->shm_nattch;
    return state;
}

std::vector<std::uint16_t> read_values(std::uint64_t address, std::size_t count, const Memory& memory) {
    std::vector<std::uint16_t> values(count);
    if (!memory.read(address, values.data(), count * sizeof(std::uint16_t))) values.clear();
    return values;
}

/// mtype and mtext at `address`.
std::optional<sysv::Message> read_message(std::uint64_t address, std::uint64_t size, const Memory& memory) {
    if (size > most_text) return std::nullopt;
    const auto bytes = memory.bytes(address, sizeof(long) + size);
    if (!bytes) return std::nullopt;
    sysv::Message message;
    bytes->copy(reinterpret_cast<char*>(&message.type), sizeof message.type); // NOLINT: raw bytes of the caller
    message.text = bytes->substr(sizeof message.type);
    return message;
}

sysv::SemOp read_operations(const std::array<std::uint64_t, 6>& a, bool timed, const Memory& memory) {
    sysv::SemOp call{
        .semid = number(a[0]), .sops_address = a[1], .nsops = static_cast<std::uint32_t>(a[2]), .sops = {}, .timeout = {}};
    if (call.nsops > 0 && call.nsops <= most_operations) {
        std::vector<sembuf> operations(call.nsops);
        if (memory.read(a[1], operations.data(), operations.size() * sizeof(sembuf)))
            for (const auto& op : operations)
                call.sops.push_back({.sem_num = op.sem_num, .sem_op = op.sem_op, .sem_flg = op.sem_flg});
    }
    if (timed && a[3] != 0) {
        const auto timeout = memory.get<timespec>(a[3]);
        const bool valid = timeout && timeout->tv_sec >= 0 && timeout->tv_nsec >= 0 && timeout->tv_nsec < 1'000'000'000;
        call.timeout = valid ? std::chrono::seconds{timeout->tv_sec} + std::chrono::nanoseconds{timeout->tv_nsec}
                             : sysv::invalid_timeout;
    }
    return call;
}

} // namespace

std::vector<Memory::Piece> read_by(const VisibleCall& visible, const std::array<std::uint64_t, 6>& a) {
    std::vector<Memory::Piece> pieces;
    switch (visible.number) {
    case SYS_msgsnd:
        if (a[2] <= most_text) pieces.push_back({a[1], sizeof(long) + a[2]});
        break;
    case SYS_semop:
    case SYS_semtimedop:
        if (a[2] <= most_operations) pieces.push_back({a[1], a[2] * sizeof(sembuf)});
        if (visible.number == SYS_semtimedop && a[3] != 0) pieces.push_back({a[3], sizeof(timespec)});
        break;
    default: break;
    }
    return pieces;
}

sysv::Call decode_ipc(const VisibleCall& visible, const std::array<std::uint64_t, 6>& a, const Memory& memory) {
    switch (visible.number) {
    case SYS_msgget: return sysv::MsgGet{.key = number(a[0]), .msgflg = number(a[1])};
    case SYS_msgsnd:
        return sysv::MsgSnd{.msqid = number(a[0]),
                            .msgp = a[1],
                            .msgsz = a[2],
                            .msgflg = number(a[3]),
                            .message = read_message(a[1], a[2], memory)};
    case SYS_msgrcv:
        return sysv::MsgRcv{.msqid = number(a[0]),
                            .msgp = a[1],
                            .msgsz = a[2],
                            .msgtyp = static_cast<long>(a[3]),
                            .msgflg = number(a[4]),
                            .message = {},
                            .full_size = {}};
    case SYS_msgctl: {
        sysv::MsgCtl call{.msqid = number(a[0]), .cmd = command(a[1]), .buf = a[2], .state = {}};
        if (call.cmd == IPC_SET) call.state = read_queue(call.msqid, a[2], memory);
        return call;
    }
    case SYS_semget: return sysv::SemGet{.key = number(a[0]), .nsems = number(a[1]), .semflg = number(a[2])};
    case SYS_semop: return read_operations(a, false, memory);
    case SYS_semtimedop: return read_operations(a, true, memory);
    case SYS_semctl: {
        sysv::SemCtl call{
            .semid = number(a[0]), .semnum = number(a[1]), .cmd = command(a[2]), .arg = a[3], .array = {}, .state = {}};
        if (call.cmd == SETVAL) call.arg = static_cast<std::uint32_t>(a[3]); // `int val` of union semun
        if (call.cmd == IPC_SET) call.state = read_set(call.semid, a[3], memory);
        return call;
    }
    case SYS_shmget: return sysv::ShmGet{.key = number(a[0]), .size = a[1], .shmflg = number(a[2])};
    case SYS_shmat: return sysv::ShmAt{.shmid = number(a[0]), .shmaddr = a[1], .shmflg = number(a[2])};
    case SYS_shmdt: return sysv::ShmDt{.shmaddr = a[0], .shmid = -1};
    default: {
        sysv::ShmCtl call{.shmid = number(a[0]), .cmd = command(a[1]), .buf = a[2], .state = {}};
        if (call.cmd == IPC_SET) call.state = read_segment(call.shmid, a[2], memory);
        return call;
    }
    }
}

void decode_answer(sysv::Call& call, std::int64_t result, const Memory& memory, std::size_t nsems) {
    if (auto* receive = std::get_if<sysv::MsgRcv>(&call)) {
        receive->message = read_message(receive->msgp, static_cast<std::uint64_t>(result), memory);
    } else if (auto* queue = std::get_if<sysv::MsgCtl>(&call)) {
        if (queue->cmd == IPC_STAT) queue->state = read_queue(queue->msqid, queue->buf, memory);
    } else if (auto* set = std::get_if<sysv::SemCtl>(&call)) {
        if (set->cmd == IPC_STAT) set->state = read_set(set->semid, set->arg, memory);
        if (set->cmd == GETALL || set->cmd == SETALL) set->array = read_values(set->arg, nsems, memory);
    } else if (auto* segment = std::get_if<sysv::ShmCtl>(&call)) {
        if (segment->cmd == IPC_STAT) segment->state = read_segment(segment->shmid, segment->buf, memory);
    }
}

} // namespace ipclab::engine
