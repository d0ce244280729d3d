// One gives the lock back and wants it again at once, while another waits. Who gets it?
//
//     $ g++ -std=c++20 -Wall -Wextra -g hand_over.cpp -o hand_over
//     $ ./hand_over
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
    const int set = semget(IPC_PRIVATE, 1, 0600); // 0: the parent has it
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        if (!step(set, -1)) std::exit(fail("semop"));
        std::printf("child:  has it\n");
        std::exit(0);
    }
    // [again]
    while (semctl(set, 0, GETNCNT) == 0) // until the child waits
        usleep(100);
    if (!step(set, +1)) return fail("semop");
    if (step(set, -1, IPC_NOWAIT))
        std::printf("parent: has it again\n");
    else
        std::printf("parent: semop: %s\n", strerrorname_np(errno));
    // [again]
    if (wait(nullptr) == -1) return fail("wait");
}
