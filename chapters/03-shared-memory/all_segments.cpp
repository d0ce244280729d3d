// Which segments are there?
//
//     $ g++ -std=c++20 -Wall -Wextra -g all_segments.cpp -o all_segments
//     $ ./all_segments
//
// check: clean

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // SHM_INFO, SHM_STAT_ANY; g++ does it by itself
#endif
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>

// "shmctl: EINVAL (Invalid argument)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [segments]
    shm_info used;
    const int highest = shmctl(0, SHM_INFO, reinterpret_cast<shmid_ds*>(&used)); // the highest place in the kernel's table
    if (highest == -1) return fail("shmctl");
    for (int place = 0; place <= highest; ++place) {
        shmid_ds data;
        const int segment = shmctl(place, SHM_STAT_ANY, &data); // a place goes in, an identifier comes out
        if (segment == -1) continue;                            // nothing is at this place
        std::printf("identifier %d: mode %04o, %zu bytes; ", segment, static_cast<unsigned>(data.shm_perm.mode),
                    data.shm_segsz);
        const bool may_read = shmctl(place, SHM_STAT, &data) != -1;
        std::printf("%s\n", may_read ? "we may read it" : strerrorname_np(errno));
    }
    // [segments]
}
