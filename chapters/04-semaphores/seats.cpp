// Three seats, five guests: who waits, and for how long?
//
//     $ g++ -std=c++20 -Wall -Wextra -g seats.cpp -o seats
//     $ ./seats
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

// "semop: EIDRM (Identifier removed)"
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

// [step]
// Adds `by` to the semaphore; waits where it would go below 0.
bool step(int set, short by, short flags = 0) {
    sembuf operation{.sem_num = 0, .sem_op = by, .sem_flg = flags};
    return semop(set, &operation, 1) != -1;
}
// [step]

int main() {
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    // [seats]
    if (semctl(set, 0, SETVAL, 3) == -1) return fail("semctl"); // three seats
    for (int guest = 1; guest <= 5; ++guest) {
        const pid_t child = fork();
        if (child == -1) return fail("fork");
        if (child > 0) continue;
        if (!step(set, -1)) std::exit(fail("semop"));
        std::printf("guest %d sits down\n", guest);
        usleep(1000); // eats; nothing relies on how long
        std::printf("guest %d gets up\n", guest);
        std::exit(step(set, +1) ? 0 : fail("semop"));
    }
    for (int guest = 1; guest <= 5; ++guest)
        if (wait(nullptr) == -1) return fail("wait");
    std::printf("seats free: %d\n", semctl(set, 0, GETVAL));
    // [seats]
}
