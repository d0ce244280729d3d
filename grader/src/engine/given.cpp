#include "engine/given.h"

#include "engine/kernel.h"
#include "engine/spawn.h"

#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace ipclab::engine {
namespace {

union Semun {
    int val;
    semid_ds* buf;
    unsigned short* array;
};

template <class Result>
Result checked(Result result, const char* call) {
    if (result == static_cast<Result>(-1)) throw std::system_error(errno, std::generic_category(), call);
    return result;
}

void send(int id, const sysv::Message& message) {
    std::vector<char> buffer(sizeof(long) + message.text.size());
    std::memcpy(buffer.data(), &message.type, sizeof(long));
    std::ranges::copy(message.text, buffer.begin() + sizeof(long));
    checked(msgsnd(id, buffer.data(), message.text.size(), IPC_NOWAIT), "msgsnd of a given message");
}

void fill(int id, std::uint64_t size, unsigned char byte) {
    void* const memory = shmat(id, nullptr, 0);
    checked(memory == MAP_FAILED ? -1 : 0, "shmat of a given segment"); // (void*)-1, as shmat(2) says
    std::memset(memory, byte, size);
    checked(shmdt(memory), "shmdt of a given segment");
}

/// Its mode and its owner. The creator stays who made it, and may do as much as the owner.
void hand_over(sysv::ObjectId id, const Given& given) {
    const auto student = student_identity();
    const auto change = [&](ipc_perm& perm) {
        perm.mode = static_cast<unsigned short>(given.mode);
        if (given.stranger) return;
        perm.uid = student.uid;
        perm.gid = student.gid;
    };
    if (id.kind == sysv::Kind::queue) {
        msqid_ds data{};
        checked(msgctl(id.id, IPC_STAT, &data), "msgctl of a given queue");
        change(data.msg_perm);
        checked(msgctl(id.id, IPC_SET, &data), "msgctl of a given queue");
    } else if (id.kind == sysv::Kind::semaphores) {
        semid_ds data{};
        checked(semctl(id.id, 0, IPC_STAT, Semun{.buf = &data}), "semctl of a given set");
        change(data.sem_perm);
        checked(semctl(id.id, 0, IPC_SET, Semun{.buf = &data}), "semctl of a given set");
    } else {
        shmid_ds data{};
        checked(shmctl(id.id, IPC_STAT, &data), "shmctl of a given segment");
        change(data.shm_perm);
        checked(shmctl(id.id, IPC_SET, &data), "shmctl of a given segment");
    }
}

constexpr int at_first = IPC_CREAT | IPC_EXCL | 0600; // until it has been filled

int told_flags(const Given& given) { return static_cast<int>(IPC_CREAT | IPC_EXCL | given.mode); }

std::vector<Making> make_queue(const Given& given) {
    const int id = checked(msgget(given.key, at_first), "msgget of a given queue");
    std::vector<Making> made{{sysv::MsgGet{.key = given.key, .msgflg = told_flags(given)}, id}};
    for (const auto& message : given.messages) {
        send(id, message);
        sysv::MsgSnd call;
        call.msqid = id;
        call.msgsz = message.text.size();
        call.msgflg = IPC_NOWAIT;
        call.message = message;
        made.push_back({call, 0});
    }
    return made;
}

std::vector<Making> make_set(const Given& given) {
    const auto nsems = static_cast<int>(given.values.size());
    const int id = checked(semget(given.key, nsems, at_first), "semget of a given set");
    std::vector<unsigned short> values(given.values.begin(), given.values.end());
    checked(semctl(id, 0, SETALL, Semun{.array = values.data()}), "semctl of a given set");
    sysv::SemCtl set;
    set.semid = id;
    set.cmd = SETALL;
    set.array.assign(values.begin(), values.end());
    return {{sysv::SemGet{.key = given.key, .nsems = nsems, .semflg = told_flags(given)}, id}, {set, 0}};
}

std::vector<Making> make_segment(const Given& given) {
    const int id = checked(shmget(given.key, given.size, at_first), "shmget of a given segment");
    fill(id, given.size, given.byte);
    return {{sysv::ShmGet{.key = given.key, .size = given.size, .shmflg = told_flags(given)}, id}};
}

} // namespace

std::vector<Making> make(const Given& given) {
    auto made = given.kind == sysv::Kind::queue        ? make_queue(given)
                : given.kind == sysv::Kind::semaphores ? make_set(given)
                                                       : make_segment(given);
    hand_over({given.kind, static_cast<int>(made.front().value)}, given);
    return made;
}

void use_up_first_ids() {
    // An id is a place in the kernel's table and, times 32,768, how often the places have been gone round (ipc/util.h). After one round
    // no id is its place any more. A round has 64 places at least; older kernels count on at each removal.
    constexpr int enough = 1 << 15, most = 200;
    for (int id = 0, n = 0; id < enough && n < most; ++n)
        checked(msgctl(id = checked(msgget(IPC_PRIVATE, 0600), "msgget"), IPC_RMID, nullptr), "msgctl");
    for (int id = 0, n = 0; id < enough && n < most; ++n)
        checked(semctl(id = checked(semget(IPC_PRIVATE, 1, 0600), "semget"), 0, IPC_RMID), "semctl");
    for (int id = 0, n = 0; id < enough && n < most; ++n)
        checked(shmctl(id = checked(shmget(IPC_PRIVATE, 1, 0600), "shmget"), IPC_RMID, nullptr), "shmctl");
}

bool has_second_user() { return student_identity().uid != geteuid(); }

} // namespace ipclab::engine
