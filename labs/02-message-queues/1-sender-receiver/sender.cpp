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

    // TODO 1: make the key with ftok, from argv[1] and 'S'. It returns -1 where it fails: then call fail("ftok").
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "sender: TODO 1: make the key with ftok, from " << argv[1] << "\n";
    return 1;

    // TODO 2: create or open the queue of that key with msgget, mode 0600. Check what it returns.

    // TODO 3: send each line of the standard input with msgsnd, as a Letter of type 1. Check what it returns.
    //         std::getline(std::cin, line) reads a line; the size that msgsnd wants is that of the text alone.
}
