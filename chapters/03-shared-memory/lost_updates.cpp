// Two processes add 1 to the same number, three times each. Is it 6 in the end?
//
//     $ g++ -std=c++20 -Wall -Wextra -g lost_updates.cpp -o lost_updates
//     $ ./lost_updates
//
// check: advice data-race, advice sleep-as-synchronisation

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

// [count]
void count(int& number) {
    for (int i = 0; i < 3; ++i) {
        const int seen = number; // ++number is these two steps, too: read ...
        usleep(1000);            // (works a little, so that you need not try it a million times)
        number = seen + 1;       // ... and write
    }
}
// [count]

int main() {
    const int segment = shmget(IPC_PRIVATE, sizeof(int), 0600);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    void* const memory = shmat(segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    // [both]
    int& number = *static_cast<int*>(memory); // 0: new memory is
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    count(number); // both do
    if (child == 0) std::exit(0);
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("%d\n", number);
    // [both]
}
