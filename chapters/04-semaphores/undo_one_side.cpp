// Do P and V both need SEM_UNDO?
//
//     $ g++ -std=c++20 -Wall -Wextra -g undo_one_side.cpp -o undo_one_side
//     $ ./undo_one_side
//
// check: undo-one-sided

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

// [attempt]
// Three processes, one after the other, go through the lock. None crashes.
int attempt(const char* what, short p_flags, short v_flags) {
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    if (semctl(set, 0, SETVAL, 1) == -1) return fail("semctl");
    std::printf("%-26s value 1", what);
    for (int process = 1; process <= 3; ++process) {
        std::fflush(stdout); // or the child would have these words, too
        const pid_t child = fork();
        if (child == -1) return fail("fork");
        if (child == 0) {
            const auto not_waiting = static_cast<short>(p_flags | IPC_NOWAIT);
            std::_Exit(step(set, -1, not_waiting) && step(set, +1, v_flags) ? 0 : 1);
        }
        if (wait(nullptr) == -1) return fail("wait");
        std::printf(", then %d", semctl(set, 0, GETVAL));
    }
    std::printf("\n");
    return 0;
}
// [attempt]

int main() {
    // [all]
    return attempt("P plain,    V plain:", 0, 0) + attempt("P SEM_UNDO, V SEM_UNDO:", SEM_UNDO, SEM_UNDO) +
           attempt("P SEM_UNDO, V plain:", SEM_UNDO, 0) + attempt("P plain,    V SEM_UNDO:", 0, SEM_UNDO);
    // [all]
}
