// A message is longer than the room for it. What becomes of it?
//
//     $ g++ -std=c++20 -Wall -Wextra -g too_long.cpp -o too_long
//     $ ./too_long
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

// How many messages are in the queue.
unsigned long number_in(int queue) {
    msqid_ds data{};
    if (msgctl(queue, IPC_STAT, &data) == -1) fail("msgctl");
    return data.msg_qnum;
}

int main() {
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    // [long]
    Letter letter{.type = 1, .text = "hello world"};
    if (msgsnd(queue, &letter, 11, 0) == -1) return fail("msgsnd");

    if (msgrcv(queue, &letter, 5, 0, 0) == -1) fail("room for 5 bytes: msgrcv");
    std::printf("messages in the queue: %lu\n", number_in(queue));

    const ssize_t length = msgrcv(queue, &letter, 5, 0, MSG_NOERROR);
    if (length == -1) return fail("msgrcv");
    std::printf("with MSG_NOERROR: %zd bytes, \"%.*s...\"\n", length, static_cast<int>(length), letter.text);
    std::printf("messages in the queue: %lu\n", number_in(queue));
    // [long]
}
