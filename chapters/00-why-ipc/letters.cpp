// Three bytes are sent to a message queue, then four: does the receiver find out that there were two messages?
//
//     $ g++ -std=c++20 -Wall -Wextra -g letters.cpp -o letters
//     $ ./letters
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

struct Letter {
    long type; // every message has one, above 0
    char text[100];
};

// Removes the queue however main ends.
struct Removed {
    int queue;
    ~Removed() { msgctl(queue, IPC_RMID, nullptr); }
};

int main() {
    // [letters]
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};

    const Letter first{1, "one"};
    const Letter second{1, "more"};
    if (msgsnd(queue, &first, 3, 0) == -1) return fail("msgsnd");
    if (msgsnd(queue, &second, 4, 0) == -1) return fail("msgsnd");

    for (int i = 0; i < 2; ++i) {
        Letter letter{};
        const ssize_t length = msgrcv(queue, &letter, sizeof letter.text, 0, 0);
        if (length == -1) return fail("msgrcv");
        std::printf("one msgrcv: %zd bytes, \"%.*s\"\n", length, static_cast<int>(length), letter.text);
    }
    // [letters]
}
