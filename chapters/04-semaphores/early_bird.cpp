// The maker gives the set its first value. Is that early enough?
//
//     $ g++ -std=c++20 -Wall -Wextra -g early_bird.cpp -o early_bird
//     $ touch shop.key
//     $ ./early_bird shop.key
//
// check: initialisation-race: ./early_bird shop.key

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

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: early_bird KEYFILE\n");
        return 2;
    }
    // [maker]
    const key_t key = ftok(argv[1], 'S');
    if (key == -1) return fail("ftok");
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) { // the maker
        const int set = semget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
        if (set == -1) std::exit(fail("semget"));
        usleep(1000); // widens a gap that is always there
        std::exit(semctl(set, 0, SETVAL, 0) == -1 ? fail("semctl") : 0);
    }
    // [maker]
    // [user]
    int set = -1;
    while ((set = semget(key, 1, 0)) == -1) { // until it is there
        if (errno != ENOENT) return fail("semget");
        usleep(100);
    }
    const Removed at_the_end{set};
    if (!step(set, +1)) return fail("semop"); // "there is one more to do"
    std::printf("raised by 1\n");
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("value: %d\n", semctl(set, 0, GETVAL));
    // [user]
}
