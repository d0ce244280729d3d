// receiver KEYFILE COUNT
// Takes COUNT messages out of the queue that KEYFILE stands for, prints each on a line, and removes the queue.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sys/ipc.h>
#include <sys/msg.h>

// What msgrcv fills in: a type, then the text. The name `msgbuf` is taken already, by <sys/msg.h>.
struct Letter {
    long type;
    char text[500];
};

// Says which call failed and why, and ends the program: "receiver: msgget: EACCES (Permission denied)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "receiver: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::cerr << "usage: receiver KEYFILE COUNT\n";
        return 2;
    }
    const int count = std::atoi(argv[2]);

    // Both programs make the same key, because both name the same file and the same letter.
    const key_t key = ftok(argv[1], 'S');
    if (key == -1) fail("ftok");

    // Whoever comes first makes the queue; whoever comes second opens it.
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) fail("msgget");

    Letter letter;
    for (int taken = 0; taken < count; ++taken) {
        const ssize_t length = msgrcv(queue, &letter, sizeof letter.text, 1, 0); // waits until there is one
        if (length == -1) fail("msgrcv");
        // No NUL came with the text: only `length` says where it ends.
        std::cout.write(letter.text, length) << '\n';
    }

    // A queue outlives its programs, so the last one to need it removes it.
    if (msgctl(queue, IPC_RMID, nullptr) == -1) fail("msgctl");
}
