// Which key does ftok make of a file and a number? A tool to try things with.
//
//     $ g++ -std=c++20 -Wall -Wextra -g key_of.cpp -o key_of
//     $ touch letters.key
//     $ ./key_of letters.key 1
//
// check: clean: ./key_of letters.key 1

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>

// "ftok: ENOENT (No such file or directory)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: key_of FILE NUMBER\n");
        return 2;
    }
    const key_t key = ftok(argv[1], std::atoi(argv[2]));
    if (key == -1) return fail("ftok"); // not: key < 0
    std::printf("0x%08x = %d\n", static_cast<unsigned>(key), key);
}
