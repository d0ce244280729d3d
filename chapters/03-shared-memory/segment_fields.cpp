// What does the kernel write down about a segment?
//
//     $ g++ -std=c++20 -Wall -Wextra -g segment_fields.cpp -o segment_fields
//     $ ./segment_fields
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

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

// [tell]
int tell(const char* when, int segment) {
    shmid_ds data;
    if (shmctl(segment, IPC_STAT, &data) == -1) return fail("shmctl");
    const auto whose = [](pid_t pid) { return pid == 0 ? "nobody" : pid == getpid() ? "we" : "the child"; };
    const auto set = [](time_t time) { return time == 0 ? "never" : "set"; };
    std::printf("%-16s cpid %s, lpid %-9s  atime %-5s  dtime %-5s  ctime %s\n", when, whose(data.shm_cpid),
                whose(data.shm_lpid), set(data.shm_atime), set(data.shm_dtime), set(data.shm_ctime));
    return 0;
}
// [tell]

int main() {
    const int segment = shmget(IPC_PRIVATE, 10, 0600);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    // [times]
    tell("new:", segment);
    const void* const memory = shmat(segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    tell("attached:", segment);
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) std::_Exit(0); // neither attaches nor detaches anything
    if (wait(nullptr) == -1) return fail("wait");
    tell("a child's end:", segment);
    // [times]
    // [set]
    shmid_ds data;
    if (shmctl(segment, IPC_STAT, &data) == -1) return fail("shmctl");
    std::printf("segsz %zu, mode %04o; %zu, %zu and %zu bytes for size, pid and attaches\n", data.shm_segsz,
                static_cast<unsigned>(data.shm_perm.mode), sizeof data.shm_segsz, sizeof data.shm_lpid,
                sizeof data.shm_nattch);
    data.shm_perm.mode = 0640;
    data.shm_segsz = 1000; // not to be changed so
    if (shmctl(segment, IPC_SET, &data) == -1) return fail("shmctl");
    if (shmctl(segment, IPC_STAT, &data) == -1) return fail("shmctl");
    std::printf("segsz %zu, mode %04o\n", data.shm_segsz, static_cast<unsigned>(data.shm_perm.mode));
    // [set]
}
