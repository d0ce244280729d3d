// What can semctl do?
//
//     $ g++ -std=c++20 -Wall -Wextra -g commands.cpp -o commands
//     $ ./commands
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <unistd.h>

// [semun]
// What semctl wants as its fourth argument. No header has it: the program must say it.
union semun {
    int val;               // SETVAL
    semid_ds* buf;         // IPC_STAT, IPC_SET
    unsigned short* array; // GETALL, SETALL
};
// [semun]

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

int main() {
    const int set = semget(IPC_PRIVATE, 3, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    // [one]
    if (semctl(set, 1, SETVAL, semun{.val = 7}) == -1) return fail("semctl");
    std::printf("SETVAL 7; GETVAL says   %d\n", semctl(set, 1, GETVAL));
    std::printf("GETPID                  %s\n", semctl(set, 1, GETPID) == getpid() ? "this process" : "another");
    std::printf("GETNCNT, GETZCNT        %d, %d\n", semctl(set, 1, GETNCNT), semctl(set, 1, GETZCNT));
    // [one]
    // [all]
    unsigned short values[3] = {5, 0, 2};
    if (semctl(set, 0, SETALL, semun{.array = values}) == -1) return fail("semctl");
    unsigned short seen[3];
    if (semctl(set, 99, GETALL, semun{.array = seen}) == -1) return fail("semctl"); // the number does not matter here
    std::printf("SETALL; GETALL says     %u %u %u\n", seen[0], seen[1], seen[2]);
    // [all]
    // [set]
    semid_ds data;
    if (semctl(set, 0, IPC_STAT, semun{.buf = &data}) == -1) return fail("semctl");
    data.sem_perm.mode = 0640;
    data.sem_nsems = 100; // not to be changed so
    if (semctl(set, 0, IPC_SET, semun{.buf = &data}) == -1) return fail("semctl");
    if (semctl(set, 0, IPC_STAT, semun{.buf = &data}) == -1) return fail("semctl");
    std::printf("IPC_SET; IPC_STAT says  mode %04o, %lu semaphores\n", static_cast<unsigned>(data.sem_perm.mode),
                data.sem_nsems);
    // [set]
}
