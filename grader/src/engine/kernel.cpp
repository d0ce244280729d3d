#include "engine/kernel.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

namespace ipclab::engine {
namespace {

union Semun {
    int val;
    semid_ds* buf;
    unsigned short* array;
};

sysv::Permissions permissions(const ipc_perm& perm) {
    return {.key = perm.__key, .uid = perm.uid, .gid = perm.gid, .cuid = perm.cuid, .cgid = perm.cgid, .mode = perm.mode};
}

/// Lines of a table below /proc/sysvipc, as numbers; the key and the mode are printed in other bases than the rest.
std::vector<std::vector<std::int64_t>> table(const char* name) {
    std::vector<std::vector<std::int64_t>> rows;
    std::ifstream file{std::string{"/proc/sysvipc/"} + name};
    std::string line;
    std::getline(file, line); // the heading
    while (std::getline(file, line)) {
        std::istringstream words{line};
        std::vector<std::int64_t> row;
        std::string word;
        while (words >> word)
            row.push_back(std::strtoll(word.c_str(), nullptr, row.size() == 2 ? 8 : 10));
        rows.push_back(std::move(row));
    }
    return rows;
}

/// What a new queue may hold: its owner may have changed that, but then has seen to it that it can be read.
std::uint64_t ordinary_qbytes() {
    std::uint64_t bytes = 0;
    std::ifstream{"/proc/sys/kernel/msgmnb"} >> bytes;
    return bytes;
}

sysv::Permissions permissions(const std::vector<std::int64_t>& row, std::size_t first_id) {
    const auto at = [&](std::size_t i) { return static_cast<std::uint32_t>(row.at(i)); };
    return {.key = static_cast<std::int32_t>(row.at(0)),
            .uid = at(first_id),
            .gid = at(first_id + 1),
            .cuid = at(first_id + 2),
            .cgid = at(first_id + 3),
            .mode = at(2)};
}

} // namespace

std::optional<sysv::QueueState> queue_state(int id) {
    msqid_ds data{};
    if (msgctl(id, IPC_STAT, &data) == -1) return std::nullopt;
    sysv::QueueState state;
    state.id = id;
    state.perm = permissions(data.msg_perm);
    state.qnum = data.msg_qnum;
    state.cbytes = data.__msg_cbytes;
    state.qbytes = data.msg_qbytes;
    state.lspid = data.msg_lspid;
    state.lrpid = data.msg_lrpid;
    return state;
}

std::optional<sysv::SemaphoreSetState> semaphores_state(int id) {
    semid_ds data{};
    if (semctl(id, 0, IPC_STAT, Semun{.buf = &data}) == -1) return std::nullopt;
    std::vector<unsigned short> values(data.sem_nsems);
    if (semctl(id, 0, GETALL, Semun{.array = values.data()}) == -1) return std::nullopt;
    sysv::SemaphoreSetState state;
    state.id = id;
    state.perm = permissions(data.sem_perm);
    state.operated = data.sem_otime != 0;
    for (int i = 0; i < static_cast<int>(values.size()); ++i)
        state.semaphores.push_back({.value = values[static_cast<std::size_t>(i)], .pid = semctl(id, i, GETPID)});
    return state;
}

std::optional<sysv::SegmentState> segment_state(int id) {
    shmid_ds data{};
    if (shmctl(id, IPC_STAT, &data) == -1) return std::nullopt;
    sysv::SegmentState state;
    state.id = id;
    state.perm = permissions(data.shm_perm);
    state.segsz = data.shm_segsz;
    state.cpid = data.shm_cpid;
    state.lpid = data.shm_lpid;
    state.nattch = data.shm_nattch;
    return state;
}

std::optional<sysv::ObjectState> object_state(sysv::ObjectId id) {
    switch (id.kind) {
    case sysv::Kind::queue: return queue_state(id.id);
    case sysv::Kind::semaphores: return semaphores_state(id.id);
    case sysv::Kind::segment: return segment_state(id.id);
    }
    return std::nullopt;
}

std::optional<std::vector<sysv::Message>> peek_messages(int id) {
    struct Buffer {
        long type;
        std::array<char, 8192> text;
    };
    Buffer buffer;
    std::vector<sysv::Message> messages;
    for (long position = 0;; ++position) {
        const auto n = msgrcv(id, &buffer, buffer.text.size(), position, MSG_COPY | IPC_NOWAIT);
        if (n >= 0)
            messages.push_back({.type = buffer.type, .text = std::string(buffer.text.data(), static_cast<std::size_t>(n))});
        else if (errno == ENOMSG)
            return messages;
        else
            return std::nullopt;
    }
}

std::vector<sysv::ObjectState> all_objects() {
    // Columns: key msqid perms cbytes qnum lspid lrpid uid gid cuid cgid … (ipc/msg.c, sysvipc_msg_proc_show)
    std::vector<sysv::ObjectState> found;
    for (const auto& row : table("msg")) {
        sysv::QueueState state;
        state.id = static_cast<int>(row.at(1));
        state.perm = permissions(row, 7);
        state.cbytes = static_cast<std::uint64_t>(row.at(3));
        state.qnum = static_cast<std::uint64_t>(row.at(4));
        state.lspid = static_cast<int>(row.at(5));
        state.lrpid = static_cast<int>(row.at(6));
        const auto more = queue_state(state.id);
        state.qbytes = more ? more->qbytes : ordinary_qbytes();
        if (auto messages = peek_messages(state.id)) state.messages = std::move(*messages);
        found.emplace_back(std::move(state));
    }
    // key semid perms nsems uid gid cuid cgid otime ctime
    for (const auto& row : table("sem")) {
        const auto id = static_cast<int>(row.at(1));
        if (auto known = semaphores_state(id)) {
            found.emplace_back(std::move(*known));
            continue;
        }
        sysv::SemaphoreSetState state;
        state.id = id;
        state.perm = permissions(row, 4);
        state.semaphores.resize(static_cast<std::size_t>(row.at(3)));
        state.operated = row.at(8) != 0;
        found.emplace_back(std::move(state));
    }
    // key shmid perms size cpid lpid nattch uid gid cuid cgid …
    for (const auto& row : table("shm")) {
        sysv::SegmentState state;
        state.id = static_cast<int>(row.at(1));
        state.perm = permissions(row, 7);
        state.segsz = static_cast<std::uint64_t>(row.at(3));
        state.cpid = static_cast<int>(row.at(4));
        state.lpid = static_cast<int>(row.at(5));
        state.nattch = static_cast<std::uint64_t>(row.at(6));
        found.emplace_back(std::move(state));
    }
    return found;
}

std::optional<sysv::ObjectState> listed_state(sysv::ObjectId id) {
    for (auto& state : all_objects())
        if (sysv::id_of(state) == id) return std::move(state);
    return std::nullopt;
}

std::uint64_t largest_message() {
    msginfo limits{};
    // IPC_INFO fills a struct msginfo through a pointer to msqid_ds (msgctl(2)).
    if (msgctl(0, IPC_INFO, reinterpret_cast<msqid_ds*>(&limits)) == -1) return 8192; // NOLINT: as the call wants it
    return static_cast<std::uint64_t>(limits.msgmax);
}

bool remove_object(sysv::ObjectId id) {
    int outcome = -1;
    switch (id.kind) {
    case sysv::Kind::queue: outcome = msgctl(id.id, IPC_RMID, nullptr); break;
    case sysv::Kind::semaphores: outcome = semctl(id.id, 0, IPC_RMID); break;
    case sysv::Kind::segment: outcome = shmctl(id.id, IPC_RMID, nullptr); break;
    }
    return outcome == 0 || errno == EINVAL || errno == EIDRM;
}

} // namespace ipclab::engine
