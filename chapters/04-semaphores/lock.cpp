// How do two processes stay out of each other's way?
//
//     $ g++ -std=c++20 -Wall -Wextra -g lock.cpp -o lock
//     $ ./lock
//     $ ./lock 2        the same with another first value
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

// [p-and-v]
// P: takes 1. Where the semaphore is 0, it waits until somebody has given 1 back.
bool p(int set) {
    sembuf take{.sem_num = 0, .sem_op = -1, .sem_flg = 0};
    return semop(set, &take, 1) != -1;
}

// V: gives 1 back. It never waits.
bool v(int set) {
    sembuf give{.sem_num = 0, .sem_op = 1, .sem_flg = 0};
    return semop(set, &give, 1) != -1;
}
// [p-and-v]

// [work]
int work(const char* name, int set) {
    for (int round = 0; round < 2; ++round) {
        if (!p(set)) return fail("semop");
        std::printf("%s is in\n", name);
        usleep(1000); // works a little; nothing relies on how long
        std::printf("%s is out\n", name);
        if (!v(set)) return fail("semop");
    }
    return 0;
}
// [work]

int main(int argc, char* argv[]) {
    const int first_value = argc > 1 ? std::atoi(argv[1]) : 1;
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    if (semctl(set, 0, SETVAL, first_value) == -1) return fail("semctl");

    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) std::exit(work("  child", set)); // only the parent removes the set
    const int result = work("parent", set);
    if (wait(nullptr) == -1) return fail("wait");
    return result;
}
