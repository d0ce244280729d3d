// How does a set look at this moment: values, waiting processes, who was the last?
//
//     $ g++ -std=c++20 -Wall -Wextra -g who_waits.cpp -o who_waits
//     $ ipcmk -S 2
//     $ ./who_waits 0
//
// check: clean: ./who_waits 0

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>

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

int main(int argc, char* argv[]) {
    // [look]
    const int set = argc > 1 ? std::atoi(argv[1]) : 0;
    semid_ds data;
    if (semctl(set, 0, IPC_STAT, semun{.buf = &data}) == -1) return fail("semctl");
    for (int number = 0; number < static_cast<int>(data.sem_nsems); ++number) {
        const int value = semctl(set, number, GETVAL);
        const int more = semctl(set, number, GETNCNT);
        const int zero = semctl(set, number, GETZCNT);
        const int last = semctl(set, number, GETPID);
        if (value == -1 || more == -1 || zero == -1 || last == -1) return fail("semctl");
        std::printf("%d: value %d, %d wait for more, %d for zero, last was %d\n", number, value, more, zero, last);
    }
    // [look]
}
