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
    int mode;              // of a new queue; of an old one, the rights that are asked for
    bool only_new = false; // never opens one that is there
    bool only_old = false; // never creates one
    bool remove = false;
};

Wish read_arguments(int argc, char* argv[]) {
    if (argc < 3) usage();
    Wish wish{argv[1], static_cast<int>(std::strtol(argv[2], nullptr, 8))}; // modes are octal numbers, in base 8
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

struct Queue {
    int id;
    bool created; // by us, and by nobody else
};

Queue create_or_open(key_t key, const Wish& wish) {
    for (;;) {
        if (!wish.only_old) {
            // The kernel looks and creates in one step, so of several starters exactly one gets here first.
            const int id = msgget(key, IPC_CREAT | IPC_EXCL | wish.mode);
            if (id != -1) return {id, true}; // 0 is an id like any other
            if (errno != EEXIST || wish.only_new) fail("msgget");
        }
        const int id = msgget(key, wish.mode);
        if (id != -1) return {id, false};
        if (errno != ENOENT || wish.only_old) fail("msgget");
        // It was there a moment ago, and has been removed since: from the beginning.
    }
}

int main(int argc, char* argv[]) {
    const Wish wish = read_arguments(argc, argv);

    const key_t key = ftok(wish.keyfile, 'C');
    if (key == -1) fail("ftok");

    const Queue queue = create_or_open(key, wish);
    std::cout << (queue.created ? "created " : "opened ") << queue.id << '\n';

    if (wish.remove && msgctl(queue.id, IPC_RMID, nullptr) == -1) fail("msgctl");
}
