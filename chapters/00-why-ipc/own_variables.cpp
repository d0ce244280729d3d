// Does a child process see what its parent writes into a variable?
//
//     $ g++ -std=c++20 -Wall -Wextra -g own_variables.cpp -o own_variables
//     $ ./own_variables
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

int shared = 1; // one name, but is it one variable?

// "fork: EAGAIN (Resource temporarily unavailable)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [fork]
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        shared = 99;
        std::printf("child:  shared = %d, at %p\n", shared, static_cast<void*>(&shared));
        return 0;
    }
    if (wait(nullptr) == -1) return fail("wait"); // the child has written, and has ended
    std::printf("parent: shared = %d, at %p\n", shared, static_cast<void*>(&shared));
    // [fork]
}
