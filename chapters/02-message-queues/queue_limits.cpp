// Which limits do queues have, and which of these numbers mean nothing?
//
//     $ g++ -std=c++20 -Wall -Wextra -g queue_limits.cpp -o queue_limits
//     $ ./queue_limits
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
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    const Letter letter{.type = 1, .text = "hello"};
    if (msgsnd(queue, &letter, 5, 0) == -1) return fail("msgsnd");
    // [info]
    msginfo limits; // the identifier does not matter, and the structure is another one
    if (msgctl(0, IPC_INFO, reinterpret_cast<msqid_ds*>(&limits)) == -1) return fail("msgctl");
    std::printf("msgmax  %6d  bytes in a message, at most\n", limits.msgmax);
    std::printf("msgmnb  %6d  bytes in a new queue, at most\n", limits.msgmnb);
    std::printf("msgmni  %6d  queues, at most\n", limits.msgmni);
    std::printf("msgpool %6d  of no use\n", limits.msgpool);
    std::printf("msgmap  %6d  of no use\n", limits.msgmap);
    std::printf("msgssz  %6d  of no use\n", limits.msgssz);
    std::printf("msgtql  %6d  of no use\n", limits.msgtql);
    std::printf("msgseg  %6d  of no use\n", static_cast<int>(limits.msgseg));

    msginfo used; // the same structure, and three of its fields mean something else
    if (msgctl(0, MSG_INFO, reinterpret_cast<msqid_ds*>(&used)) == -1) return fail("msgctl");
    std::printf("in use: %d queues, %d messages, %d bytes\n", used.msgpool, used.msgmap, used.msgtql);
    // [info]
}
