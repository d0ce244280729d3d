// What does IPC_SET change, and what not?
//
//     $ g++ -std=c++20 -Wall -Wextra -g change_queue.cpp -o change_queue
//     $ ./change_queue                   as an ordinary user
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

// IPC_SET with this limit for the queue's bytes.
void limit(int queue, msglen_t bytes) {
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) {
        fail("msgctl");
        return;
    }
    data.msg_qbytes = bytes;
    const int result = msgctl(queue, IPC_SET, &data);
    std::printf("msg_qbytes = %lu: %s\n", bytes, result == 0 ? "yes" : "no");
    if (result == -1) fail("  msgctl");
}

int main() {
    const int queue = msgget(0x51, IPC_CREAT | IPC_EXCL | 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    // [set]
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    data.msg_perm.mode = 07777;
    data.msg_perm.cuid = 77;
    data.msg_perm.__key = 77;
    data.msg_qnum = 77;
    data.msg_lspid = 77;
    if (msgctl(queue, IPC_SET, &data) == -1) return fail("msgctl"); // it is not an error
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    std::printf("mode %04o, cuid %s, __key 0x%x, msg_qnum %lu, msg_lspid %d\n", static_cast<unsigned>(data.msg_perm.mode),
                data.msg_perm.cuid == geteuid() ? "mine" : "changed", static_cast<unsigned>(data.msg_perm.__key),
                data.msg_qnum, data.msg_lspid);
    const msglen_t usual = data.msg_qbytes; // msgmnb, as for each new queue
    limit(queue, 100);
    limit(queue, usual);
    limit(queue, usual + 1);
    // [set]
    data.msg_perm.uid = static_cast<uid_t>(-1);
    if (msgctl(queue, IPC_SET, &data) == -1) fail("uid = -1: msgctl");
}
