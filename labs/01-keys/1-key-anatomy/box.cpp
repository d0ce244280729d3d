// box FILE PROJ [--remove]
// Shows the key of FILE and PROJ, and the queue that it leads to.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/ipc.h>
#include <sys/msg.h>

// Says which call failed and why, and ends the program: "box: ftok: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "box: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    const bool remove = argc == 4 && argv[3] == std::string_view("--remove");
    if (argc != 3 && !remove) {
        std::cerr << "usage: box FILE PROJ [--remove]\n";
        return 2;
    }

    // TODO 4: make the key with ftok, from argv[1] and the number in argv[2]. Check what it returns, with fail("ftok").
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "box: TODO 4: make the key with ftok, from " << argv[1] << " and " << argv[2] << '\n';
    return 1;

    // TODO 5: open the queue of this key, make it where there is none, and print key and id.

    // TODO 6: where `remove` is set, remove the queue.
}
