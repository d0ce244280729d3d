// WRONG: what becomes of a queue that nobody removes?
//
//     $ g++ -std=c++20 -Wall -Wextra -g stays_behind.cpp -o stays_behind
//     $ ./stays_behind
//     $ ipcs -q
//     $ ipcrm -q ID
//
// check: leaked-object

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>

// "msgget: ENOSPC (No space left on device)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [stays]
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    std::printf("made queue %d; bye\n", queue);
    // [stays]
}
