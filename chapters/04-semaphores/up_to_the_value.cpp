// How much can be taken from a value, and how high can it become?
//
//     $ g++ -std=c++20 -Wall -Wextra -g up_to_the_value.cpp -o up_to_the_value
//     $ ./up_to_the_value
//
// check: advice semaphore-out-of-range

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>

// "semget: ENOSPC (No space left on device)"
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

// [attempt]
void attempt(int set, int value, short by) {
    if (semctl(set, 0, SETVAL, value) == -1) {
        fail("semctl");
        return;
    }
    sembuf operation{.sem_num = 0, .sem_op = by, .sem_flg = IPC_NOWAIT};
    const bool done = semop(set, &operation, 1) != -1;
    const char* const result = done ? "done" : strerrorname_np(errno);
    std::printf("%5d %+6d: %-6s  then %d\n", value, by, result, semctl(set, 0, GETVAL));
}
// [attempt]

int main() {
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    // [all]
    attempt(set, 3, -2);
    attempt(set, 3, -3);
    attempt(set, 3, -4);
    attempt(set, 0, 0);
    attempt(set, 3, 0);
    attempt(set, 32'766, +1);
    attempt(set, 32'767, +1);
    // [all]
}
