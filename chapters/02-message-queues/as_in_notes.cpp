// The example of the notes, key 1234, type 1 and mode 0644: for whom does it work?
//
//     $ g++ -std=c++20 -Wall -Wextra -g as_in_notes.cpp -o as_in_notes
//     $ ./as_in_notes send hello
//     $ ./as_in_notes receive
//     $ ipcrm -Q 1234
//
// check: leaked-object: ./as_in_notes send hello : ./as_in_notes receive

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
    long type;
    char text[100];
};

int main(int argc, char* argv[]) {
    const bool send = argc == 3 && std::strcmp(argv[1], "send") == 0 && std::strlen(argv[2]) <= sizeof Letter::text;
    if (!send && !(argc == 2 && std::strcmp(argv[1], "receive") == 0)) {
        std::fprintf(stderr, "usage: as_in_notes send TEXT, or as_in_notes receive\n");
        return 2;
    }
    // [notes]
    const int queue = msgget(1234, IPC_CREAT | 0644); // rw-r--r--
    if (queue == -1) return fail("msgget");
    Letter letter{.type = 1, .text = {}};
    if (send) {
        std::memcpy(letter.text, argv[2], std::strlen(argv[2]));
        if (msgsnd(queue, &letter, std::strlen(argv[2]), IPC_NOWAIT) == -1) return fail("msgsnd");
    } else {
        const ssize_t length = msgrcv(queue, &letter, sizeof letter.text, 1, 0);
        if (length == -1) return fail("msgrcv");
        std::printf("\"%.*s\"\n", static_cast<int>(length), letter.text);
    }
    // [notes]
}
