// Can a process wait until another one has got somewhere, without asking again and again?
//
//     $ g++ -std=c++20 -Wall -Wextra -g by_semaphore.cpp -o by_semaphore
//     $ ./by_semaphore
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

int main() {
    // [semaphore]
    const int set = semget(IPC_PRIVATE, 1, 0600); // one number, 0 to begin with
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};

    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        std::printf("child:  the table is laid\n");
        sembuf raise{.sem_num = 0, .sem_op = 1, .sem_flg = 0};
        std::exit(semop(set, &raise, 1) == -1 ? fail("semop") : 0); // only the parent removes the set
    }
    sembuf lower{.sem_num = 0, .sem_op = -1, .sem_flg = 0}; // waits while the number is 0
    if (semop(set, &lower, 1) == -1) return fail("semop");
    std::printf("parent: dinner!\n");
    if (wait(nullptr) == -1) return fail("wait");
    // [semaphore]
}
