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

    // TODO 1: make the key with ftok, from argv[1] and 'B', and create or open its queue, mode 0600. Check both calls.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "post: TODO 1: make the key with ftok, from " << argv[1] << ", and create or open its queue\n";
    return 1;

    for (int i = 2; i < argc; ++i) {
        const std::string argument = argv[i];
        const std::size_t colon = argument.find(':');
        if (colon == std::string::npos) usage();
        const long type = std::strtol(argument.c_str(), nullptr, 10);
        const std::string text = argument.substr(colon + 1);

        // TODO 2: send a Letter of this type with this text, and nothing behind it. Check what msgsnd returns.
        std::cerr << "post: TODO 2: send a letter of type " << type << " with the text " << text << '\n';
        return 1;
    }
}
