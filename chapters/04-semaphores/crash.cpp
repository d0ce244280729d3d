// A process dies between P and V. What do the value and GETPID say, and can the next one get in?
//
//     $ g++ -std=c++20 -Wall -Wextra -g crash.cpp -o crash
//     $ ./crash
//     $ ./crash undo
//
// check: clean: ./crash undo

#include <cerrno>
#include <csignal>
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

int main(int argc, char* /*argv*/[]) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // line by line into a pipe, too: no line is lost in a crash
    // [crash]
    const short flags = argc > 1 ? SEM_UNDO : 0;
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    if (semctl(set, 0, SETVAL, 1) == -1) return fail("semctl");

    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        if (!step(set, -1, flags)) std::exit(fail("semop")); // P
        std::printf("child %d is in: value %d\n", getpid(), semctl(set, 0, GETVAL));
        raise(SIGKILL);       // dies here
        step(set, +1, flags); // V: never comes
    }
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("child is dead:   value %d, GETPID %d\n", semctl(set, 0, GETVAL), semctl(set, 0, GETPID));
    if (step(set, -1, static_cast<short>(flags | IPC_NOWAIT)))
        std::printf("parent is in\n");
    else
        std::printf("parent would wait for ever (%s)\n", strerrorname_np(errno));
    // [crash]
}
