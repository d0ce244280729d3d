// What do msgsnd and msgrcv say instead of waiting?
//
//     $ g++ -std=c++20 -Wall -Wextra -g not_now.cpp -o not_now
//     $ ./not_now
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
    // [now]
    Letter letter{.type = 1, .text = "hello"};
    if (msgrcv(queue, &letter, sizeof letter.text, 0, IPC_NOWAIT) == -1) fail("an empty queue: msgrcv");

    int sent = 0;
    while (msgsnd(queue, &letter, sizeof letter.text, IPC_NOWAIT) == 0)
        ++sent;
    if (errno != EAGAIN) return fail("msgsnd");
    fail("a full queue: msgsnd");
    std::printf("%d messages of %zu bytes are in it\n", sent, sizeof letter.text);

    if (msgrcv(queue, &letter, sizeof letter.text, 2, IPC_NOWAIT) == -1) fail("none of type 2: msgrcv");
    // [now]
}
