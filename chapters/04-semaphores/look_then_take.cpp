// Is it enough to look whether the lock is open, and then to close it?
//
//     $ g++ -std=c++20 -Wall -Wextra -g look_then_take.cpp -o look_then_take
//     $ ./look_then_take
//
// check: result-used-as-lock

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

// "semctl: EIDRM (Identifier removed)"
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

// [look]
int work(const char* name, int set) {
    while (semctl(set, 0, GETVAL) == 0) // P, as the pseudo-code has it: first look ...
        usleep(100);
    std::printf("%s has seen that the lock is open\n", name);
    usleep(100);                                                // widens a gap that is always there
    if (semctl(set, 0, SETVAL, 0) == -1) return fail("semctl"); // ... then take
    std::printf("%s is in\n", name);
    usleep(100);
    std::printf("%s is out\n", name);
    return semctl(set, 0, SETVAL, 1) == -1 ? fail("semctl") : 0;
}
// [look]

int main() {
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    if (semctl(set, 0, SETVAL, 1) == -1) return fail("semctl");

    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) std::exit(work("  child", set));
    const int result = work("parent", set);
    if (wait(nullptr) == -1) return fail("wait");
    return result;
}
