// Why do lines come twice when the output of a program that forks goes into a pipe?
//
//     $ g++ -std=c++20 -Wall -Wextra -g twice.cpp -o twice
//     $ ./twice
//     $ ./twice | cat
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

// "fork: EAGAIN (Resource temporarily unavailable)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [twice]
    std::printf("before\n");
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        std::printf("child\n");
        return 0;
    }
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("parent\n");
    // [twice]
}
