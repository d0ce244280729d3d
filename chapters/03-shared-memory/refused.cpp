// What do shmget, shmat and shmctl refuse?
//
//     $ g++ -std=c++20 -Wall -Wextra -g refused.cpp -o refused
//     $ ./refused                as an ordinary user: root may do everything
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/shm.h>

// "shmget: ENOSPC (No space left on device)"
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

// [attempts]
void told(const char* attempt, const char* call, bool failed) {
    if (failed)
        std::printf("%-26s %s: %s (%s)\n", attempt, call, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("%-26s fine\n", attempt);
}
void attach(const char* attempt, int segment, int flags) {
    const void* const memory = shmat(segment, nullptr, flags);
    told(attempt, "shmat", memory == reinterpret_cast<void*>(-1));
}

int main() {
    const int segment = shmget(0x53, 1 << 26, IPC_CREAT | IPC_EXCL | 0400); // read only, for ourselves, too
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    told("open to write", "shmget", shmget(0x53, 0, 0200) == -1);
    attach("attach, mode 0400", segment, 0);
    attach("attach to read", segment, SHM_RDONLY);
    const rlimit little{.rlim_cur = 1 << 26, .rlim_max = 1 << 26};
    if (setrlimit(RLIMIT_AS, &little) == -1) return fail("setrlimit");
    attach("attach, but no room", segment, SHM_RDONLY);
    told("look, but nowhere", "shmctl", shmctl(segment, IPC_STAT, nullptr) == -1);
    told("command 77", "shmctl", shmctl(segment, 77, nullptr) == -1);
    shmid_ds data;
    if (shmctl(segment, IPC_STAT, &data) == -1) return fail("shmctl");
    data.shm_perm.mode = 0;
    told("change the mode to 0", "shmctl", shmctl(segment, IPC_SET, &data) == -1);
    told("look, mode 0", "shmctl", shmctl(segment, IPC_STAT, &data) == -1);
    told("remove", "shmctl", shmctl(segment, IPC_RMID, nullptr) == -1);
    attach("attach what is not there", 12345, 0);
}
// [attempts]
