// client KEYFILE WORD...
// client KEYFILE --stop
// Asks the server at the queue of KEYFILE for the meaning of each WORD, or tells it to stop.

#include "desk.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

// Says which call failed and why, and ends the program: "client: msgget: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "client: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    if (argc < 3) {
        std::cerr << "usage: client KEYFILE WORD... | client KEYFILE --stop\n";
        return 2;
    }

    // TODO 5: make the same key as the server, and open the queue, but do not make one. Check both calls.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "client: TODO 5: make the same key as the server, from " << argv[1] << ", and open its queue\n";
    return 1;

    if (std::strcmp(argv[2], "--stop") == 0) {
        // TODO 8: tell the server to stop, and end.
    }

    for (int i = 2; i < argc; ++i) {
        // TODO 6: send a Request for argv[i], which says what type your reply shall have.

        // TODO 7: receive the reply of that type, and print "WORD: MEANING", or "WORD: ?".
    }
}
