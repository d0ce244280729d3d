// Every process gives the lock its first value when it starts. What is wrong with that?
//
//     $ g++ -std=c++20 -Wall -Wextra -g bad_init.cpp -o bad_init
//     $ touch shop.key
//     $ ./bad_init shop.key
//
// check: value-reset: ./bad_init shop.key

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

// Adds `by` to the semaphore; waits where it would go below 0.
bool step(int set, short by, short flags = 0) {
    sembuf operation{.sem_num = 0, .sem_op = by, .sem_flg = flags};
    return semop(set, &operation, 1) != -1;
}

// [open]
int open_lock(const char* file) {
    const key_t key = ftok(file, 'S');
    if (key == -1) return -1;
    const int set = semget(key, 1, IPC_CREAT | 0600);
    if (set == -1) return -1;
    if (semctl(set, 0, SETVAL, 1) == -1) return -1; // also where somebody is inside
    return set;
}
// [open]

int work(const char* name, const char* file) {
    const int set = open_lock(file);
    if (set == -1) return fail("open_lock");
    if (!step(set, -1)) return fail("semop");
    std::printf("%s is in\n", name);
    usleep(1000); // works a little; nothing relies on how long
    std::printf("%s is out\n", name);
    return step(set, +1) ? 0 : fail("semop");
}

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: bad_init KEYFILE\n");
        return 2;
    }
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) std::exit(work("  child", argv[1]));
    int result = work("parent", argv[1]);
    if (wait(nullptr) == -1) result = fail("wait"); // and remove the lock none the less
    const int set = open_lock(argv[1]);
    return set == -1 || semctl(set, 0, IPC_RMID) == -1 ? fail("semctl") : result;
}
