// starter KEYFILE MODE [--new | --old] [--remove]
// Creates the queue that KEYFILE stands for, or opens it where somebody else has created it, and says which of the two.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/ipc.h>
#include <sys/msg.h>

// Says which call failed and why, and ends the program: "starter: msgget: EEXIST (File exists)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "starter: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

[[noreturn]] void usage() {
    std::cerr << "usage: starter KEYFILE MODE [--new | --old] [--remove]\n";
    std::exit(2);
}

// What the command line asks for.
struct Wish {
    const char* keyfile;
    const char* mode;      // octal digits, as in "0640"
    bool only_new = false; // never opens one that is there
    bool only_old = false; // never creates one
    bool remove = false;
};

Wish read_arguments(int argc, char* argv[]) {
    if (argc < 3) usage();
    Wish wish{argv[1], argv[2]};
    for (int i = 3; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--new")
            wish.only_new = true;
        else if (option == "--old")
            wish.only_old = true;
        else if (option == "--remove")
            wish.remove = true;
        else
            usage();
    }
    if (wish.only_new && wish.only_old) usage();
    return wish;
}

int main(int argc, char* argv[]) {
    const Wish wish = read_arguments(argc, argv);

    // TODO 1: make the key with ftok, from wish.keyfile and 'C'. Check what it returns.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "starter: TODO 1: make the key with ftok, from " << wish.keyfile << " and 'C'\n";
    return 1;

    // TODO 2: make a number of wish.mode (std::strtol knows base 8), create the queue with it so that nobody else can have created
    //         it, and print "created ID".

    // TODO 3: where it is there already, open it, asking for the rights in wish.mode, and print "opened ID".

    // TODO 4: where it has gone between the two calls, begin again with TODO 2.

    // TODO 5: with wish.only_new, never open; with wish.only_old, never create.

    // TODO 6: where wish.remove is set, remove the queue.
}
