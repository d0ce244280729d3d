// WRONG: who gets a question that was put into a queue?
//
//     $ g++ -std=c++20 -Wall -Wextra -g own_request.cpp -o own_request
//     $ ./own_request
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
    const int queue = msgget(0x51, IPC_CREAT | IPC_EXCL | 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    // [own]
    Letter letter{.type = 1, .text = "what time is it?"};
    if (msgsnd(queue, &letter, std::strlen(letter.text), 0) == -1) return fail("msgsnd");
    // Somebody else is meant to take it, and to put in an answer.
    const ssize_t length = msgrcv(queue, &letter, sizeof letter.text, 0, 0);
    if (length == -1) return fail("msgrcv");
    std::printf("the answer is: %.*s\n", static_cast<int>(length), letter.text);
    // [own]
}
