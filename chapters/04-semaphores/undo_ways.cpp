// In which ways may a process end so that SEM_UNDO still works?
//
//     $ g++ -std=c++20 -Wall -Wextra -g undo_ways.cpp -o undo_ways
//     $ ./undo_ways
//
// check: clean

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/resource.h>
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

// [attempt]
int attempt(const char* what, int set, void (*end)()) {
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        if (!step(set, -1, SEM_UNDO)) std::_Exit(1);
        end();
    }
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("%-12s value %d\n", what, semctl(set, 0, GETVAL));
    return 0;
}
// [attempt]

int main() {
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    if (semctl(set, 0, SETVAL, 1) == -1) return fail("semctl");
    // [all]
    return attempt("exit", set, [] { std::exit(0); }) + attempt("_exit", set, [] { _exit(0); }) +
           attempt("quick_exit", set, [] { std::quick_exit(0); }) + attempt("SIGTERM", set, [] { raise(SIGTERM); }) +
           attempt("SIGKILL", set, [] { raise(SIGKILL); });
    // [all]
}
