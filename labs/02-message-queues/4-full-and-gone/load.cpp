// load KEYFILE [--limit BYTES] [--nowait]
// Puts each line of its standard input into the queue of KEYFILE, and says how many it has sent, whatever ends it.

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>
#include <sys/ipc.h>
#include <sys/msg.h>

struct Letter {
    long type;
    char text[500];
};

// Says which call failed and why, and ends the program: "load: msgsnd: EAGAIN (Resource temporarily unavailable)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "load: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

[[noreturn]] void usage() {
    std::cerr << "usage: load KEYFILE [--limit BYTES] [--nowait]\n";
    std::exit(2);
}

// What the command line asks for.
struct Wish {
    const char* keyfile;
    unsigned long limit = 0; // 0: as the queue is
    bool nowait = false;
};

Wish read_arguments(int argc, char* argv[]) {
    if (argc < 2) usage();
    Wish wish{argv[1]};
    for (int i = 2; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--nowait")
            wish.nowait = true;
        else if (option == "--limit" && i + 1 < argc)
            wish.limit = std::strtoul(argv[++i], nullptr, 10);
        else
            usage();
    }
    return wish;
}

int main(int argc, char* argv[]) {
    const Wish wish = read_arguments(argc, argv);

    // TODO 1: make the key with ftok, from wish.keyfile and 'F', and create or open its queue, mode 0600. Check both calls.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "load: TODO 1: make the key with ftok, from " << wish.keyfile << " and 'F', and open its queue\n";
    return 1;

    // TODO 2: where wish.limit is not 0, make it the queue's msg_qbytes: msgctl with IPC_STAT, then with IPC_SET.

    // TODO 5: have SIGUSR1 and SIGTERM noted by a handler, with sigaction.

    int sent = 0;
    for (std::string line; std::getline(std::cin, line);) {
        // TODO 3: send the line as a Letter of type 1, waiting for room. Count it once it is sent.

        // TODO 4: with wish.nowait, do not wait: give msgsnd the flag for that, and stop where it finds no room.

        // TODO 6: where a signal has interrupted msgsnd, say how far you are, and send the same letter again; or stop.
    }
    std::cout << sent << " sent\n";
}
