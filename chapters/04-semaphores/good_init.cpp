// How does everybody know that the lock has its first value, whoever comes first?
//
//     $ g++ -std=c++20 -Wall -Wextra -g good_init.cpp -o good_init
//     $ touch shop.key
//     $ ./good_init shop.key
//
// check: clean: ./good_init shop.key

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

// What semctl wants as its fourth argument. No header has it: the program must say it.
union semun {
    int val;               // SETVAL
    semid_ds* buf;         // IPC_STAT, IPC_SET
    unsigned short* array; // GETALL, SETALL
};

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
    const int made = semget(key, 1, IPC_CREAT | IPC_EXCL | 0600); // exactly one succeeds
    if (made != -1) {
        if (semctl(made, 0, SETVAL, semun{.val = 0}) == -1) return -1; // Linux has it at 0, others may not
        return step(made, +1) ? made : -1;                             // now it is 1, and sem_otime is set
    }
    if (errno != EEXIST) return -1;
    const int found = semget(key, 1, 0);
    for (semid_ds data{}; found != -1 && data.sem_otime == 0;) { // the maker is not ready
        if (semctl(found, 0, IPC_STAT, semun{.buf = &data}) == -1) return -1;
        if (data.sem_otime == 0) usleep(1000);
    }
    return found;
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
        std::fprintf(stderr, "usage: good_init KEYFILE\n");
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
