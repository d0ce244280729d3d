// How large may a segment be, and how many can there be?
//
//     $ g++ -std=c++20 -Wall -Wextra -g segment_limits.cpp -o segment_limits
//     $ ./segment_limits
//
// check: clean

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // shminfo, SHM_INFO; g++ does it by itself
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

// Removes the segment however main ends.
struct Removed {
    int segment;
    ~Removed() { shmctl(segment, IPC_RMID, nullptr); }
};

int main() {
    // [info]
    shminfo limits;
    if (shmctl(0, IPC_INFO, reinterpret_cast<shmid_ds*>(&limits)) == -1) return fail("shmctl");
    std::printf("shmmax  %20lu   bytes in a segment\n", limits.shmmax);
    std::printf("shmmin  %20lu   bytes at least\n", limits.shmmin);
    std::printf("shmmni  %20lu   segments\n", limits.shmmni);
    std::printf("shmseg  %20lu   attached to one process\n", limits.shmseg);
    std::printf("shmall  %20lu   pages in all\n", limits.shmall);
    // [info]
    // [used]
    const int segment = shmget(IPC_PRIVATE, 10, 0600);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    shm_info used;
    if (shmctl(0, SHM_INFO, reinterpret_cast<shmid_ds*>(&used)) == -1) return fail("shmctl");
    std::printf("in use: %d segment, %lu page, %lu of them in memory\n", used.used_ids, used.shm_tot, used.shm_rss);

    for (unsigned long i = 0; i <= limits.shmseg; ++i) // once more than shmseg
        if (shmat(segment, nullptr, 0) == reinterpret_cast<void*>(-1)) return fail("shmat");
    shmid_ds data;
    if (shmctl(segment, IPC_STAT, &data) == -1) return fail("shmctl");
    std::printf("attached %lu times\n", data.shm_nattch);
    // [used]
}
