// A thread has taken the lock with SEM_UNDO, and ends. Is it given back?
//
//     $ g++ -std=c++20 -Wall -Wextra -g undo_threads.cpp -o undo_threads
//     $ ./undo_threads
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <thread>
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
    if (semctl(set, 0, SETVAL, 1) == -1) return fail("semctl");
    // [threads]
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        bool taken = false;
        std::thread thread{[&] { taken = step(set, -1, SEM_UNDO); }};
        thread.join();
        std::printf("the thread has ended:      value %d\n", semctl(set, 0, GETVAL));
        std::exit(taken ? 0 : 1);
    }
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("its process has ended:     value %d\n", semctl(set, 0, GETVAL));
    // [threads]
}
