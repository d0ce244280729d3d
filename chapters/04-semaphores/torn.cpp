// SEM_UNDO opens the lock after a crash. And the data that the lock was for?
//
//     $ g++ -std=c++20 -Wall -Wextra -g torn.cpp -o torn
//     $ ./torn
//
// check: clean

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

// "shmget: ENOSPC (No space left on device)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

// Adds `by` to the semaphore; waits where it would go below 0.
bool step(int set, short by, short flags = 0) {
    sembuf operation{.sem_num = 0, .sem_op = by, .sem_flg = flags};
    return semop(set, &operation, 1) != -1;
}

// Removes both however main ends.
struct Removed {
    int set;
    int segment;
    ~Removed() {
        semctl(set, 0, IPC_RMID);
        shmctl(segment, IPC_RMID, nullptr);
    }
};

struct Accounts {
    int savings;
    int purse;
};

int main() {
    const int set = semget(IPC_PRIVATE, 1, 0600);
    const int segment = shmget(IPC_PRIVATE, sizeof(Accounts), 0600);
    const Removed at_the_end{set, segment};
    if (set == -1) return fail("semget");
    if (segment == -1) return fail("shmget");
    void* const memory = shmat(segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    // [torn]
    Accounts& accounts = *static_cast<Accounts*>(memory);
    accounts = {.savings = 100, .purse = 100};
    if (!step(set, +1)) return fail("semop"); // open

    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        if (!step(set, -1, SEM_UNDO)) std::exit(fail("semop"));
        accounts.savings -= 50;
        raise(SIGKILL); // dies here
        accounts.purse += 50;
        step(set, +1, SEM_UNDO);
    }
    if (wait(nullptr) == -1) return fail("wait");
    if (!step(set, -1, SEM_UNDO)) return fail("semop");
    std::printf("savings %d, purse %d: together %d\n", accounts.savings, accounts.purse, accounts.savings + accounts.purse);
    if (!step(set, +1, SEM_UNDO)) return fail("semop");
    // [torn]
}
