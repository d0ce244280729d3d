// unload KEYFILE COUNT [--room N] [--nowait] [--remove]
// Takes up to COUNT messages out of the queue of KEYFILE and prints each on a line, however long it is.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <vector>

// Says which call failed and why, and ends the program: "unload: msgrcv: EIDRM (Identifier removed)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "unload: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

[[noreturn]] void usage() {
    std::cerr << "usage: unload KEYFILE COUNT [--room N] [--nowait] [--remove]\n";
    std::exit(2);
}

// What the command line asks for.
struct Wish {
    const char* keyfile;
    int count;
    std::size_t room = 16; // for the text of a letter, to begin with
    bool nowait = false, remove = false;
};

Wish read_arguments(int argc, char* argv[]) {
    if (argc < 3) usage();
    Wish wish{argv[1], std::atoi(argv[2])};
    for (int i = 3; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--nowait")
            wish.nowait = true;
        else if (option == "--remove")
            wish.remove = true;
        else if (option == "--room" && i + 1 < argc)
            wish.room = std::strtoul(argv[++i], nullptr, 10);
        else
            usage();
    }
    if (wish.room == 0) usage();
    return wish;
}

int main(int argc, char* argv[]) {
    const Wish wish = read_arguments(argc, argv);

    // TODO 7: make the same key as load, and open its queue, but do not make one. Check both calls.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "unload: TODO 7: make the same key as load, from " << wish.keyfile << ", and open its queue\n";
    return 1;

    std::size_t room = wish.room;
    std::vector<char> letter(sizeof(long) + room); // a type, and behind it the text
    for (int taken = 0; taken < wish.count; ++taken) {
        // TODO 8: receive a letter of any type with msgrcv into letter.data(), and print its text on a line.

        // TODO 9: where it does not fit (E2BIG), double the room and ask for it again.

        // TODO 10: with wish.nowait, do not wait: end the loop where there is nothing (ENOMSG).
    }

    // TODO 11: where wish.remove is set, remove the queue.
}
