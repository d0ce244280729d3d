// A child writes, its parent reads. What makes the parent wait?
//
//     $ g++ -std=c++20 -Wall -Wextra -g too_early.cpp -o too_early
//     $ ./too_early
//
// check: data-race

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

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
    void* const memory = shmat(segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    // [early]
    char* const text = static_cast<char*>(memory);
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        std::memcpy(text, "the milk is in", 15);
        std::exit(0);
    }
    std::printf("read: \"%s\"\n", text);
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("read: \"%s\"\n", text);
    // [early]
}
