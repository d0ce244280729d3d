// How does one wait for a semaphore, but not for ever?
//
//     $ g++ -std=c++20 -Wall -Wextra -g with_a_limit.cpp -o with_a_limit
//     $ ./with_a_limit
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
void attempt(const char* what, int set, timespec limit) {
    sembuf take{.sem_num = 0, .sem_op = -1, .sem_flg = 0};
    if (semtimedop(set, &take, 1, &limit) == -1)
        std::printf("%-14s semtimedop: %s (%s)\n", what, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("%-14s got it\n", what);
}
// [attempt]

int main() {
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // line by line into a pipe, too, or a child would have our lines once more
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    // [all]
    attempt("2 seconds:", set, {.tv_sec = 2, .tv_nsec = 0});
    attempt("0 seconds:", set, {.tv_sec = 0, .tv_nsec = 0});

    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        sembuf give{.sem_num = 0, .sem_op = 1, .sem_flg = 0};
        std::exit(semop(set, &give, 1) == -1 ? fail("semop") : 0);
    }
    attempt("a minute:", set, {.tv_sec = 60, .tv_nsec = 0});
    // [all]
    if (wait(nullptr) == -1) return fail("wait");
}
