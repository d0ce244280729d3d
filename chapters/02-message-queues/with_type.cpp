// WRONG: does the length of a message include its type?
//
//     $ g++ -std=c++20 -Wall -Wextra -g with_type.cpp -o with_type
//     $ ./with_type
//
// check: advice message-size-includes-type

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
    // [type]
    const Letter letter{.type = 1, .text = "hello"};
    if (msgsnd(queue, &letter, sizeof letter, 0) == -1) return fail("msgsnd");

    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    std::printf("a text of %zu bytes; in the queue: %lu bytes\n", sizeof letter.text, data.msg_cbytes);
    // [type]
}
