// What does the kernel write down about who may use an object?
//
//     $ g++ -std=c++20 -Wall -Wextra -g permissions.cpp -o permissions
//     $ ./permissions
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

// "msgget: EEXIST (File exists)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

// Removes the queue however main ends.
struct Removed {
    int queue;
    ~Removed() { msgctl(queue, IPC_RMID, nullptr); }
};

int main() {
    const int queue = msgget(0x51, IPC_CREAT | IPC_EXCL | 0640);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    // [fields]
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    const ipc_perm& perm = data.msg_perm;

    std::printf("I am uid %u, gid %u\n", geteuid(), getegid());
    std::printf("__key  0x%x   as msgget was told\n", static_cast<unsigned>(perm.__key));
    std::printf("uid    %u   owner: may be changed\n", perm.uid);
    std::printf("gid    %u   the owner's group: may be changed\n", perm.gid);
    std::printf("cuid   %u   creator: for ever\n", perm.cuid);
    std::printf("cgid   %u   the creator's group: for ever\n", perm.cgid);
    std::printf("mode   %04o   %zu bytes wide: may be changed\n", static_cast<unsigned>(perm.mode), sizeof perm.mode);
    std::printf("__seq  %u      a part of the identifier, which is %d\n", static_cast<unsigned>(perm.__seq), queue);
    // [fields]
}
