// WRONG: where does a text end that was sent without its NUL?
//
//     $ g++ -std=c++20 -Wall -Wextra -g no_end.cpp -o no_end
//     $ ./no_end
//
// check: advice missing-terminator

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>
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
    // [end]
    for (const char* text : {"a long message", "short"}) {
        Letter letter{.type = 1, .text = {}};
        std::strcpy(letter.text, text);
        if (msgsnd(queue, &letter, std::strlen(text), 0) == -1) return fail("msgsnd"); // without the NUL
    }
    Letter letter{};
    for (int i = 0; i < 2; ++i) {
        if (msgrcv(queue, &letter, sizeof letter.text, 0, 0) == -1) return fail("msgrcv");
        std::printf("%s\n", letter.text); // to the next NUL, wherever that is
    }
    // [end]
}
