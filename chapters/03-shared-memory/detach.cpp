// What does shmdt want, and what is there afterwards?
//
//     $ g++ -std=c++20 -Wall -Wextra -g detach.cpp -o detach
//     $ ./detach
//     $ ./detach use
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

// [told]
void told(const char* attempt, int result) {
    if (result == -1)
        std::printf("%-18s shmdt: %s (%s)\n", attempt, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("%-18s fine\n", attempt);
}
// [told]

int main(int argc, char* /*argv*/[]) {
    const int segment = shmget(IPC_PRIVATE, 8192, 0600);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    void* const memory = shmat(segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    if (shmctl(segment, IPC_RMID, nullptr) == -1) return fail("shmctl"); // it goes with us, even if we die
    // [detach]
    char* const text = static_cast<char*>(memory);
    told("NULL", shmdt(nullptr));
    told("one byte further", shmdt(text + 1));
    told("one page further", shmdt(text + 4096));
    told("its beginning", shmdt(text));
    told("once more", shmdt(text));
    if (argc > 1) std::printf("%s\n", text); // after shmdt
    // [detach]
}
