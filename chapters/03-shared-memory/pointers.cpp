// A pointer in shared memory: where does it lead in another process?
//
//     $ g++ -std=c++20 -Wall -Wextra -g pointers.cpp -o pointers
//     $ ./pointers
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

int main() {
    const int segment = shmget(IPC_PRIVATE, 100, 0600);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    // [pointers]
    char* const here = static_cast<char*>(shmat(segment, nullptr, 0));
    char* const there = static_cast<char*>(shmat(segment, nullptr, 0)); // as if another process had attached it
    if (here == reinterpret_cast<void*>(-1) || there == reinterpret_cast<void*>(-1)) return fail("shmat");
    std::strcpy(here + 50, "hello");
    std::printf("the same address: %s\n", here == there ? "yes" : "no");
    std::printf("the same bytes:   \"%s\" and \"%s\"\n", here + 50, there + 50);
    // [pointers]
}
