// What does the kernel know about a set, and about each semaphore in it?
//
//     $ g++ -std=c++20 -Wall -Wextra -g set_fields.cpp -o set_fields
//     $ ./set_fields
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <unistd.h>

// What semctl wants as its fourth argument. No header has it: the program must say it.
union semun {
    int val;               // SETVAL
    semid_ds* buf;         // IPC_STAT, IPC_SET
    unsigned short* array; // GETALL, SETALL
};

// "semctl: EINVAL (Invalid argument)"
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

// [times]
int tell(const char* after, int set) {
    semid_ds data;
    if (semctl(set, 0, IPC_STAT, semun{.buf = &data}) == -1) return fail("semctl");
    std::printf("%-22s value %d, sempid %-4s sem_otime %s\n", after, semctl(set, 0, GETVAL),
                semctl(set, 0, GETPID) == 0 ? "0," : "set,", data.sem_otime == 0 ? "never" : "set");
    return 0;
}
// [times]

int main() {
    const int set = semget(IPC_PRIVATE, 2, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    // [fields]
    semid_ds data;
    if (semctl(set, 0, IPC_STAT, semun{.buf = &data}) == -1) return fail("semctl");
    std::printf("sem_perm.mode  %04o\n", static_cast<unsigned>(data.sem_perm.mode));
    std::printf("sem_nsems      %lu, a number of %zu bytes\n", data.sem_nsems, sizeof data.sem_nsems);
    std::printf("sem_ctime      %s\n", data.sem_ctime == 0 ? "never" : "set");

    if (tell("new:", set) != 0) return 1;
    if (semctl(set, 0, SETVAL, semun{.val = 1}) == -1) return fail("semctl");
    if (tell("after SETVAL:", set) != 0) return 1;
    if (step(set, -2, IPC_NOWAIT)) return 1;
    std::printf("semop -2: %s\n", strerrorname_np(errno));
    if (tell("after a failed semop:", set) != 0) return 1;
    if (!step(set, -1)) return fail("semop");
    if (tell("after a semop:", set) != 0) return 1;
    // [fields]
}
