// What does the kernel write down about a queue that was just made?
//
//     $ g++ -std=c++20 -Wall -Wextra -g new_queue.cpp -o new_queue
//     $ ./new_queue
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
    // [new]
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    std::printf("msg_perm.uid, cuid  %u, %u (I am %u)\n", data.msg_perm.uid, data.msg_perm.cuid, geteuid());
    std::printf("msg_perm.gid, cgid  %u, %u (I am %u)\n", data.msg_perm.gid, data.msg_perm.cgid, getegid());
    std::printf("msg_perm.mode       %04o\n", static_cast<unsigned>(data.msg_perm.mode));
    std::printf("msg_qnum            %lu\n", data.msg_qnum);
    std::printf("msg_qbytes          %lu\n", data.msg_qbytes);
    std::printf("msg_lspid, lrpid    %d, %d\n", data.msg_lspid, data.msg_lrpid);
    std::printf("msg_stime, rtime    %s, %s\n", data.msg_stime == 0 ? "0" : "set", data.msg_rtime == 0 ? "0" : "set");
    std::printf("msg_ctime           %s\n", data.msg_ctime == 0 ? "0" : "set");
    // [new]
}
