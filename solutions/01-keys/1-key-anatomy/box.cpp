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
    const int proj = std::atoi(argv[2]); // ftok takes its lowest eight bits

    const key_t key = ftok(argv[1], proj);
    if (key == -1) fail("ftok"); // any other number below 0 is a good key

    const int id = msgget(key, IPC_CREAT | 0600);
    if (id == -1) fail("msgget");
    std::printf("0x%08x %d\n", static_cast<unsigned>(key), id);

    if (remove && msgctl(id, IPC_RMID, nullptr) == -1) fail("msgctl");
}
