// Where may a segment be attached?
//
//     $ g++ -std=c++20 -Wall -Wextra -g addresses.cpp -o addresses
//     $ ./addresses
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
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

// [attempt]
void attempt(const char* what, int segment, char* first, long offset, int flags) {
    void* const memory = shmat(segment, first + offset, flags);
    if (memory == reinterpret_cast<void*>(-1)) {
        std::printf("%-32s shmat: %s (%s)\n", what, strerrorname_np(errno), std::strerror(errno));
        return;
    }
    std::printf("%-32s first %+ld\n", what, static_cast<char*>(memory) - first);
    if (memory != first) shmdt(memory);
}
// [attempt]

int main() {
    const int segment = shmget(IPC_PRIVATE, 100, 0600);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    // [all]
    void* const memory = shmat(segment, nullptr, 0); // where the kernel likes
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    char* const first = static_cast<char*>(memory);
    const long unit = SHMLBA;
    std::printf("SHMLBA is %ld\n", unit);

    attempt("where one is already", segment, first, 0, 0);
    attempt("there, with SHM_REMAP", segment, first, 0, SHM_REMAP);
    const long below = -65'536 * unit; // nothing is there
    attempt("lower, at a multiple", segment, first, below, 0);
    attempt("lower, 100 beside it", segment, first, below + 100, 0);
    attempt("lower, 100 beside it, SHM_RND", segment, first, below + 100, SHM_RND);
    attempt("lower, 4095 beside it, SHM_RND", segment, first, below + 4095, SHM_RND);
    const void* const nowhere = shmat(segment, nullptr, SHM_REMAP);
    if (nowhere == reinterpret_cast<void*>(-1)) std::printf("%-32s %s\n", "SHM_REMAP, no address", strerrorname_np(errno));
    // [all]
}
