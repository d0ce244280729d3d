// A queue is removed, and another one made: does it get the old identifier?
//
//     $ g++ -std=c++20 -Wall -Wextra -g new_identifiers.cpp -o new_identifiers
//     $ ./new_identifiers
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>

// "msgget: ENOSPC (No space left on device)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [again]
    int old = -1;
    for (int i = 0; i < 4; ++i) {
        const int queue = msgget(IPC_PRIVATE, 0600);
        if (queue == -1) return fail("msgget");
        msqid_ds data;
        if (msgctl(queue, IPC_STAT, &data) == -1) fail("msgctl");
        std::printf("identifier %d, __seq %u\n", queue, static_cast<unsigned>(data.msg_perm.__seq));
        if (msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl");
        old = queue;
    }
    if (msgctl(old, IPC_RMID, nullptr) == -1) fail("msgctl: once more");
    // [again]
}
