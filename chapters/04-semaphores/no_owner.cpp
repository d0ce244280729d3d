// Who may open a lock that another process has closed?
//
//     $ g++ -std=c++20 -Wall -Wextra -g no_owner.cpp -o no_owner
//     $ ./no_owner
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
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // line by line into a pipe, too, or a child would have our lines once more
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    // [owner]
    if (semctl(set, 0, SETVAL, 1) == -1) return fail("semctl");
    if (!step(set, -1)) return fail("semop");
    std::printf("parent has it:             %d\n", semctl(set, 0, GETVAL));

    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) std::exit(step(set, +1) ? 0 : fail("semop")); // never had it, and gives it back
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("child has given it back:   %d\n", semctl(set, 0, GETVAL));

    if (!step(set, +1)) return fail("semop");
    std::printf("parent has given it back:  %d\n", semctl(set, 0, GETVAL));
    // [owner]
}
