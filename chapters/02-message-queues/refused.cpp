// Which messages, sizes, addresses and commands does the kernel refuse?
//
//     $ g++ -std=c++20 -Wall -Wextra -g refused.cpp -o refused
//     $ ./refused
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
    char text[8200];
};

void told(const char* attempt, const char* call, long result) {
    if (result == -1)
        std::printf("%-28s %s: %s (%s)\n", attempt, call, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("%-28s fine\n", attempt);
}

int main() {
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    // [refused]
    void* const nowhere = reinterpret_cast<void*>(1);
    Letter letter{.type = 0, .text = {}};
    told("type 0", "msgsnd", msgsnd(queue, &letter, 5, 0));
    letter.type = -1;
    told("type -1", "msgsnd", msgsnd(queue, &letter, 5, 0));
    letter.type = 1;
    told("one byte more than msgmax", "msgsnd", msgsnd(queue, &letter, 8193, 0));
    told("a size of -1", "msgsnd", msgsnd(queue, &letter, static_cast<size_t>(-1), 0));
    told("no such queue", "msgsnd", msgsnd(-1, &letter, 5, 0));
    told("a message at address 1", "msgsnd", msgsnd(queue, nowhere, 5, 0));
    told("no bytes at all", "msgsnd", msgsnd(queue, &letter, 0, 0));
    told("a size of -1", "msgrcv", msgrcv(queue, &letter, static_cast<size_t>(-1), 0, 0));
    told("room at address 1", "msgrcv", msgrcv(queue, nowhere, 5, 0, 0));
    told("and the message then", "msgrcv", msgrcv(queue, &letter, 5, 0, IPC_NOWAIT));
    told("no such command", "msgctl", msgctl(queue, 77, nullptr));
    told("a structure at address 1", "msgctl", msgctl(queue, IPC_STAT, static_cast<msqid_ds*>(nowhere)));
    // [refused]
}
