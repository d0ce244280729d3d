// How does a process wait until three others have finished?
//
//     $ g++ -std=c++20 -Wall -Wextra -g wait_for_zero.cpp -o wait_for_zero
//     $ ./wait_for_zero
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

// Adds `by` to the semaphore; waits where it would go below 0.
bool step(int set, short by, short flags = 0) {
    sembuf operation{.sem_num = 0, .sem_op = by, .sem_flg = flags};
    return semop(set, &operation, 1) != -1;
}

int main() {
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    // [zero]
    if (semctl(set, 0, SETVAL, 3) == -1) return fail("semctl"); // so many are at work
    for (int worker = 1; worker <= 3; ++worker) {
        const pid_t child = fork();
        if (child == -1) return fail("fork");
        if (child > 0) continue;
        std::printf("worker %d has finished\n", worker);
        std::exit(step(set, -1) ? 0 : fail("semop"));
    }
    if (!step(set, 0)) return fail("semop"); // changes nothing, waits until the value is 0
    std::printf("all have finished\n");
    // [zero]
    for (int worker = 1; worker <= 3; ++worker)
        if (wait(nullptr) == -1) return fail("wait");
}
