// Can two processes have a variable in common after all?
//
//     $ g++ -std=c++20 -Wall -Wextra -g by_memory.cpp -o by_memory
//     $ ./by_memory
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
    // [memory]
    const int segment = shmget(IPC_PRIVATE, sizeof(int), 0600);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    void* const memory = shmat(segment, nullptr, 0); // from here on it lies among our own memory
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    int* const shared = static_cast<int*>(memory);
    *shared = 1;

    const pid_t child = fork(); // gets a copy of everything, but not of this
    if (child == -1) return fail("fork");
    if (child == 0) {
        *shared = 99;
        std::exit(0); // not through the end of main: only the parent removes the segment
    }
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("parent: shared = %d\n", *shared);
    // [memory]
}
