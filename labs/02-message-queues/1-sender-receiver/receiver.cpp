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

    // TODO 4: make the same key as the sender, and create or open the same queue. Check both calls.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "receiver: TODO 4: make the same key as the sender, from " << argv[1] << ", and open the queue\n";
    return 1;

    // TODO 5: receive argv[2] messages (std::atoi makes a number of it) with msgrcv, type 1, and print each on a line.
    //         What msgrcv returns is the length of the text; no NUL comes with it.

    // TODO 6: after the last message, remove the queue with msgctl and IPC_RMID.
}
