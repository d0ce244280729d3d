// A signal comes while a process waits in semop. Does it wait on after the signal's handler?
//
//     $ g++ -std=c++20 -Wall -Wextra -g interrupted.cpp -o interrupted
//     $ ./interrupted
//
// check: clean

#include <cerrno>
#include <csignal>
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

// Adds `by` to the semaphore; waits where it would go below 0.
bool step(int set, short by, short flags = 0) {
    sembuf operation{.sem_num = 0, .sem_op = by, .sem_flg = flags};
    return semop(set, &operation, 1) != -1;
}

void handler(int /*signo*/) {}

// The child: sends a signal to its parent when that one waits; gives what it waits for only after the answer.
int disturb(int set, int heard) {
    while (semctl(set, 0, GETNCNT) == 0)
        usleep(100);
    if (kill(getppid(), SIGUSR1) == -1) return fail("kill");
    char answer = 0;
    if (read(heard, &answer, 1) != 1) return fail("read");
    return step(set, +1) ? 0 : fail("semop");
}

int main() {
    int heard[2];
    if (pipe(heard) == -1) return fail("pipe");
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    // [interrupted]
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART; // "calls go on after the handler"
    if (sigaction(SIGUSR1, &action, nullptr) == -1) return fail("sigaction");

    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) std::exit(disturb(set, heard[0]));
    while (!step(set, -1)) {
        if (errno != EINTR) return fail("semop");
        std::printf("semop: EINTR (%s)\n", std::strerror(errno)); // nothing was taken: once more
        if (write(heard[1], "!", 1) != 1) return fail("write");
    }
    std::printf("got it\n");
    // [interrupted]
    if (wait(nullptr) == -1) return fail("wait");
}
