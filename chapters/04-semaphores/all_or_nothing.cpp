// Two operations in one call, and only the first is possible. Is it done?
//
//     $ g++ -std=c++20 -Wall -Wextra -g all_or_nothing.cpp -o all_or_nothing
//     $ ./all_or_nothing
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>

// "semctl: EINVAL (Invalid argument)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

// Removes the set however main ends.
struct Removed {
    int set;
    ~Removed() { semctl(set, 0, IPC_RMID); }
};

// [show]
void show(const char* what, int set, int result) {
    std::printf("%-22s %-7s values %d %d\n", what, result == -1 ? strerrorname_np(errno) : "done", semctl(set, 0, GETVAL),
                semctl(set, 1, GETVAL));
}
// [show]

int main() {
    const int set = semget(IPC_PRIVATE, 2, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    if (semctl(set, 0, SETVAL, 5) == -1) return fail("semctl");
    // [all]
    show("in the beginning", set, 0); // 5 0

    sembuf both[] = {{0, -1, IPC_NOWAIT}, {1, -1, IPC_NOWAIT}};
    show("0 by -1, 1 by -1", set, semop(set, both, 2));

    sembuf up_and_down[] = {{1, +2, IPC_NOWAIT}, {1, -1, IPC_NOWAIT}};
    show("1 by +2, 1 by -1", set, semop(set, up_and_down, 2));

    sembuf down_and_up[] = {{1, -2, IPC_NOWAIT}, {1, +2, IPC_NOWAIT}};
    show("1 by -2, 1 by +2", set, semop(set, down_and_up, 2));

    show("0 by -1, 1 by -1", set, semop(set, both, 2));
    // [all]
}
