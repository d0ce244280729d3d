// Does SEM_UNDO always undo, and how much can the kernel remember?
//
//     $ g++ -std=c++20 -Wall -Wextra -g undo_limits.cpp -o undo_limits
//     $ ./undo_limits
//
// check: advice semaphore-out-of-range

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

// "semop: ERANGE (Numerical result out of range)"
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

// [cases]
int set_anew(int set) { // it owes +1, and then the value is set
    return !step(set, -1, SEM_UNDO) || semctl(set, 0, SETVAL, 5) == -1 ? fail("semop") : 0;
}
int more_than_there_is(int set) { // it owes -3, and only 2 are left
    return !step(set, +3, SEM_UNDO) || !step(set, -2) ? fail("semop") : 0;
}
int one_way(int set, int sign) { // as one who only gives, or only takes; somebody else does the contrary
    long sum = 0;
    for (int width = 10'000; width > 0; width /= 10) {
        const auto by = static_cast<short>(sign * width), back = static_cast<short>(-by);
        for (; step(set, by, SEM_UNDO) && step(set, back); sum += by) {
        }
    }
    std::printf("%+ld in all, then\n", sum);
    return fail("semop");
}
int always_up(int set) { return one_way(set, +1); }
int always_down(int set) { return !step(set, +20'000) ? fail("semop") : one_way(set, -1); }
// [cases]

int attempt(const char* what, int (*work)(int set)) {
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    if (semctl(set, 0, SETVAL, 1) == -1) return fail("semctl");
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) std::exit(work(set));
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("%-22s value %d\n", what, semctl(set, 0, GETVAL));
    return 0;
}

int main() {
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // line by line into a pipe, too, or a child would have our lines once more
    int failures = attempt("set anew:", set_anew);
    failures += attempt("more than there is:", more_than_there_is);
    failures += attempt("always up:", always_up);
    failures += attempt("always down:", always_down);
    return failures;
}
