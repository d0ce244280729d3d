// What does semctl refuse?
//
//     $ g++ -std=c++20 -Wall -Wextra -g semctl_errors.cpp -o semctl_errors
//     $ ./semctl_errors          as an ordinary user: root may do everything
//
// check: advice semaphore-out-of-range

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>

// What semctl wants as its fourth argument. No header has it: the program must say it.
union semun {
    int val;               // SETVAL
    semid_ds* buf;         // IPC_STAT, IPC_SET
    unsigned short* array; // GETALL, SETALL
};

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

// [attempts]
void told(const char* attempt, const char* call, int result) {
    if (result == -1)
        std::printf("%-24s %s: %s (%s)\n", attempt, call, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("%-24s fine\n", attempt);
}

int main() {
    const int set = semget(0x54, 2, IPC_CREAT | IPC_EXCL | 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    unsigned short too_high[2] = {1, 40'000};
    told("GETVAL of number 2", "semctl", semctl(set, 2, GETVAL));
    told("command 77", "semctl", semctl(set, 0, 77));
    told("SETVAL -1", "semctl", semctl(set, 0, SETVAL, semun{.val = -1}));
    told("SETVAL 32767", "semctl", semctl(set, 0, SETVAL, semun{.val = 32'767}));
    told("SETVAL 32768", "semctl", semctl(set, 0, SETVAL, semun{.val = 32'768}));
    told("SETALL 1 40000", "semctl", semctl(set, 0, SETALL, semun{.array = too_high}));
    told("GETALL to nowhere", "semctl", semctl(set, 0, GETALL, semun{.array = nullptr}));
    semid_ds data;
    if (semctl(set, 0, IPC_STAT, semun{.buf = &data}) == -1) return fail("semctl");
    data.sem_perm.mode = 0;
    told("IPC_SET mode 0", "semctl", semctl(set, 0, IPC_SET, semun{.buf = &data}));
    told("open to read, mode 0", "semget", semget(0x54, 0, 0400));
    told("GETVAL, mode 0", "semctl", semctl(set, 0, GETVAL));
    told("SETVAL, mode 0", "semctl", semctl(set, 0, SETVAL, semun{.val = 1}));
    told("IPC_RMID, mode 0", "semctl", semctl(set, 0, IPC_RMID));
    told("IPC_RMID again", "semctl", semctl(set, 0, IPC_RMID));
}
// [attempts]
