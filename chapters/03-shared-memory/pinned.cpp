// One process calls SHM_LOCK. Does another one have to wait?
//
//     $ g++ -std=c++20 -Wall -Wextra -g pinned.cpp -o pinned
//     $ ./pinned                 as an ordinary user: root has no limit
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

// "shmctl: EPERM (Operation not permitted)"
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
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // line by line into a pipe, too, or a child would have our lines once more
    const int segment = shmget(IPC_PRIVATE, 8192, 0600);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    void* const memory = shmat(segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    int& number = *static_cast<int*>(memory);
    // [pinned]
    if (shmctl(segment, SHM_LOCK, nullptr) == -1) return fail("shmctl");
    shmid_ds data;
    if (shmctl(segment, IPC_STAT, &data) == -1) return fail("shmctl");
    std::printf("locked: mode %05o\n", static_cast<unsigned>(data.shm_perm.mode));
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        number = 7; // in the segment that its parent has locked
        std::exit(0);
    }
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("the child has written %d\n", number);
    if (shmctl(segment, SHM_UNLOCK, nullptr) == -1) return fail("shmctl");
    // [pinned]
    // [limit]
    for (const rlim_t allowed : {4096UL, 0UL}) {
        const rlimit limit{.rlim_cur = allowed, .rlim_max = allowed};
        if (setrlimit(RLIMIT_MEMLOCK, &limit) == -1) return fail("setrlimit");
        std::printf("allowed %lu bytes: ", allowed);
        std::fflush(stdout);
        if (shmctl(segment, SHM_LOCK, nullptr) == -1) fail("shmctl");
    }
    // [limit]
}
