// How large may a set be, and how high a value?
//
//     $ g++ -std=c++20 -Wall -Wextra -g set_limits.cpp -o set_limits
//     $ ./set_limits
//
// check: clean

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // seminfo, SEM_INFO; g++ does it by itself
#endif
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>

// [semun]
union semun {
    int val;
    semid_ds* buf;
    unsigned short* array;
    seminfo* __buf; // IPC_INFO, SEM_INFO
};
// [semun]

// "semctl: EINVAL (Invalid argument)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [info]
    seminfo limits;
    if (semctl(0, 0, IPC_INFO, semun{.__buf = &limits}) == -1) return fail("semctl");
    std::printf("semmsl  %10d   semaphores in a set\n", limits.semmsl);
    std::printf("semmns  %10d   semaphores in all\n", limits.semmns);
    std::printf("semopm  %10d   operations in one call\n", limits.semopm);
    std::printf("semmni  %10d   sets\n", limits.semmni);
    std::printf("semvmx  %10d   the highest value\n", limits.semvmx);

    seminfo used;
    if (semctl(0, 0, SEM_INFO, semun{.__buf = &used}) == -1) return fail("semctl");
    std::printf("now in use: %d sets, %d semaphores\n", used.semusz, used.semaem);
    // [info]
}
