// Drains what is there without waiting, and waits for one more only when it has to.

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

    const key_t key = ftok(wish.keyfile, 'F');
    if (key == -1) fail("ftok");
    const int queue = msgget(key, 0); // only load makes the queue
    if (queue == -1) fail("msgget");

    std::size_t room = wish.room;
    std::vector<char> letter(sizeof(long) + room); // a type, and behind it the text
    for (int taken = 0; taken < wish.count;) {
        ssize_t length = msgrcv(queue, letter.data(), room, 0, IPC_NOWAIT);
        if (length == -1 && errno == ENOMSG && !wish.nowait) length = msgrcv(queue, letter.data(), room, 0, 0);
        if (length == -1 && errno == ENOMSG) break; // with IPC_NOWAIT: that was all
        if (length == -1 && errno == E2BIG) {
            // It is still in the queue, in its place: ask for it again, with more room.
            room *= 2;
            letter.resize(sizeof(long) + room);
            continue;
        }
        if (length == -1) fail("msgrcv");
        std::cout.write(letter.data() + sizeof(long), length) << '\n';
        ++taken;
    }

    if (wish.remove && msgctl(queue, IPC_RMID, nullptr) == -1) fail("msgctl");
}
