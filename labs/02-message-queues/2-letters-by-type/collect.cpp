// collect KEYFILE TYPE COUNT [--except] [--room N] [--cut] [--remove]
// Takes COUNT messages, chosen by TYPE, out of the queue that KEYFILE stands for, and prints each as TYPE:TEXT.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/ipc.h>
#include <sys/msg.h>

struct Letter {
    long type;
    char text[500];
};

// Says which call failed and why, and ends the program: "collect: msgrcv: E2BIG (Argument list too long)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "collect: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

[[noreturn]] void usage() {
    std::cerr << "usage: collect KEYFILE TYPE COUNT [--except] [--room N] [--cut] [--remove]\n";
    std::exit(2);
}

// What the command line asks for.
struct Wish {
    const char* keyfile;
    long type;
    int count;
    std::size_t room = sizeof Letter::text; // for the text of a letter
    bool except = false, cut = false, remove = false;
};

Wish read_arguments(int argc, char* argv[]) {
    if (argc < 4) usage();
    Wish wish{argv[1], std::atol(argv[2]), std::atoi(argv[3])};
    for (int i = 4; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--except")
            wish.except = true;
        else if (option == "--cut")
            wish.cut = true;
        else if (option == "--remove")
            wish.remove = true;
        else if (option == "--room" && i + 1 < argc)
            wish.room = std::strtoul(argv[++i], nullptr, 10);
        else
            usage();
    }
    if (wish.room > sizeof Letter::text) usage();
    return wish;
}

int main(int argc, char* argv[]) {
    const Wish wish = read_arguments(argc, argv);

    // TODO 3: make the same key as post, and open its queue, but do not make one. Check both calls.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "collect: TODO 3: make the same key as post, from " << wish.keyfile << ", and open its queue\n";
    return 1;

    // TODO 4: receive wish.count letters with msgrcv, chosen by wish.type, and print each as TYPE:TEXT. Check what it returns.

    // TODO 5: give msgrcv wish.room as the size, and the flags that wish.except and wish.cut stand for.

    // TODO 6: where wish.remove is set, remove the queue after the last letter.
}
