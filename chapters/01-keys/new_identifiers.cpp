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

// Removes the queue however its round ends.
struct Removed {
    int queue;
    ~Removed() { msgctl(queue, IPC_RMID, nullptr); }
};

int main() {
    // [again]
    int old = -1;
    for (int i = 0; i < 4; ++i) {
        const int queue = msgget(IPC_PRIVATE, 0600);
        if (queue == -1) return fail("msgget");
        const Removed at_the_end{queue};
        msqid_ds data;
        if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
        std::printf("identifier %d, __seq %u\n", queue, static_cast<unsigned>(data.msg_perm.__seq));
        old = queue;
    }
    if (msgctl(old, IPC_RMID, nullptr) == -1) fail("msgctl: once more");
    // [again]
}
