// A queue was removed. What do its identifier and its key lead to?
//
//     $ g++ -std=c++20 -Wall -Wextra -g after_removal.cpp -o after_removal
//     $ ./after_removal
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>

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

struct Letter {
    long type;
    char text[100];
};

int main() {
    // [after]
    const int queue = msgget(0x51, IPC_CREAT | IPC_EXCL | 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    Letter letter{.type = 1, .text = "hello"};
    if (msgsnd(queue, &letter, 5, 0) == -1) return fail("msgsnd");
    if (msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl"); // with the message in it

    if (msgsnd(queue, &letter, 5, 0) == -1) fail("the old identifier: msgsnd");
    if (msgrcv(queue, &letter, 5, 0, 0) == -1) fail("the old identifier: msgrcv");
    if (msgctl(queue, IPC_RMID, nullptr) == -1) fail("the old identifier: msgctl");
    if (msgget(0x51, 0) == -1) fail("the old key: msgget");

    const int other = msgget(0x51, IPC_CREAT | IPC_EXCL | 0600);
    if (other == -1) return fail("msgget");
    const Removed also_at_the_end{other};
    std::printf("the old key again: identifier %d instead of %d\n", other, queue);
    if (msgrcv(other, &letter, 5, 0, IPC_NOWAIT) == -1) fail("the new queue: msgrcv");
    // [after]
}
