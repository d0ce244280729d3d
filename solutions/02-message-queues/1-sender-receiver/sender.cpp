// sender KEYFILE
// Puts each line of its standard input, as one message of type 1, into the queue that KEYFILE stands for.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <sys/ipc.h>
#include <sys/msg.h>

// What msgsnd takes: a type, then the text. The name `msgbuf` is taken already, by <sys/msg.h>.
struct Letter {
    long type;
    char text[500];
};

// Says which call failed and why, and ends the program: "sender: msgget: EACCES (Permission denied)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "sender: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: sender KEYFILE\n";
        return 2;
    }

    // Both programs make the same key, because both name the same file and the same letter.
    const key_t key = ftok(argv[1], 'S');
    if (key == -1) fail("ftok");

    // Whoever comes first makes the queue; whoever comes second opens it.
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) fail("msgget");

    Letter letter;
    letter.type = 1;
    for (std::string line; std::getline(std::cin, line);) {
        if (line.size() > sizeof letter.text) {
            std::cerr << "sender: a line is longer than " << sizeof letter.text << " characters\n";
            return 1;
        }
        // The size counts the text alone: not the type, no newline, no NUL.
        std::memcpy(letter.text, line.data(), line.size());
        if (msgsnd(queue, &letter, line.size(), 0) == -1) // waits while the queue is full
            fail("msgsnd");
    }
}
