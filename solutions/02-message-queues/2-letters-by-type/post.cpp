// post KEYFILE TYPE:TEXT...
// Puts each TEXT, as one message of type TYPE, into the queue that KEYFILE stands for.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <sys/ipc.h>
#include <sys/msg.h>

struct Letter {
    long type;
    char text[500];
};

// Says which call failed and why, and ends the program: "post: msgsnd: EINVAL (Invalid argument)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "post: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

[[noreturn]] void usage() {
    std::cerr << "usage: post KEYFILE TYPE:TEXT...\n";
    std::exit(2);
}

int main(int argc, char* argv[]) {
    if (argc < 3) usage();

    const key_t key = ftok(argv[1], 'B');
    if (key == -1) fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) fail("msgget");

    for (int i = 2; i < argc; ++i) {
        const std::string argument = argv[i];
        const std::size_t colon = argument.find(':');
        if (colon == std::string::npos) usage();
        const long type = std::strtol(argument.c_str(), nullptr, 10);
        const std::string text = argument.substr(colon + 1);

        Letter letter;
        if (text.size() > sizeof letter.text) usage();
        letter.type = type;
        std::memcpy(letter.text, text.data(), text.size());
        // The kernel itself refuses a type below 1, with EINVAL.
        if (msgsnd(queue, &letter, text.size(), 0) == -1) fail("msgsnd");
    }
}
