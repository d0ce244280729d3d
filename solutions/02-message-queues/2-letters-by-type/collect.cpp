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

int main(int argc, char* argv[]) {
    if (argc < 4) usage();
    const long type = std::atol(argv[2]);
    const int count = std::atoi(argv[3]);

    Letter letter;
    std::size_t room = sizeof letter.text;
    bool except = false, cut = false, remove = false;
    for (int i = 4; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--except")
            except = true;
        else if (option == "--cut")
            cut = true;
        else if (option == "--remove")
            remove = true;
        else if (option == "--room" && i + 1 < argc)
            room = std::strtoul(argv[++i], nullptr, 10);
        else
            usage();
    }
    if (room > sizeof letter.text) usage();

    const key_t key = ftok(argv[1], 'B');
    if (key == -1) fail("ftok");
    const int queue = msgget(key, 0); // without IPC_CREAT: only post makes the queue
    if (queue == -1) fail("msgget");

    const int flags = (except ? MSG_EXCEPT : 0) | (cut ? MSG_NOERROR : 0);
    for (int taken = 0; taken < count; ++taken) {
        const ssize_t length = msgrcv(queue, &letter, room, type, flags);
        if (length == -1) // with E2BIG the letter is still in the queue
            fail("msgrcv");
        std::cout << letter.type << ':';
        std::cout.write(letter.text, length) << '\n';
    }

    if (remove && msgctl(queue, IPC_RMID, nullptr) == -1) fail("msgctl");
}
