// Which sets are there?
//
//     $ g++ -std=c++20 -Wall -Wextra -g all_sets.cpp -o all_sets
//     $ ./all_sets
//
// check: clean

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // SEM_INFO, SEM_STAT_ANY; g++ does it by itself
#endif
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>

union semun {
    int val;
    semid_ds* buf;
    unsigned short* array;
    seminfo* __buf;
};

// "semctl: EINVAL (Invalid argument)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [sets]
    seminfo used;
    const int highest = semctl(0, 0, SEM_INFO, semun{.__buf = &used}); // the highest place in the kernel's table
    if (highest == -1) return fail("semctl");
    for (int place = 0; place <= highest; ++place) {
        semid_ds data;
        const int set = semctl(place, 0, SEM_STAT_ANY, semun{.buf = &data}); // a place goes in, an identifier comes out
        if (set == -1) continue;                                             // nothing is at this place
        std::printf("identifier %d: mode %04o, %lu semaphores; ", set, static_cast<unsigned>(data.sem_perm.mode),
                    data.sem_nsems);
        const bool may_read = semctl(place, 0, SEM_STAT, semun{.buf = &data}) != -1;
        std::printf("%s\n", may_read ? "we may read it" : strerrorname_np(errno));
    }
    // [sets]
}
