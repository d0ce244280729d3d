// A segment is attached to be read. What happens to who writes?
//
//     $ g++ -std=c++20 -Wall -Wextra -g read_only.cpp -o read_only
//     $ ./read_only
//
// check: crashed

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
    // [write]
    void* const memory = shmat(segment, nullptr, SHM_RDONLY);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    if (shmctl(segment, IPC_RMID, nullptr) == -1) return fail("shmctl"); // it goes with us, even if we die
    char* const text = static_cast<char*>(memory);
    std::printf("read: \"%s\"\n", text);
    text[0] = 'x'; // it was attached to be read
    std::printf("written\n");
    // [write]
}
