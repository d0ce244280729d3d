// There is room for 10 bytes. What happens to who writes 18?
//
//     $ g++ -std=c++20 -Wall -Wextra -g too_far.cpp -o too_far
//     $ ./too_far
//
// check: out-of-segment

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
    const int segment = shmget(IPC_PRIVATE, 10, 0600);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    void* const memory = shmat(segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    // [far]
    char* const text = static_cast<char*>(memory);
    volatile const char* const words = "Linux Programming"; // 17 letters and a 0
    for (int i = 0; i < 18; ++i)
        text[i] = words[i]; // as strcpy does, which does not know how much room there is
    std::printf("\"%s\"\n", text);
    // [far]
}
