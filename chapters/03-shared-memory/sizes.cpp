// How large is a segment of 10 bytes, and what is in it?
//
//     $ g++ -std=c++20 -Wall -Wextra -g sizes.cpp -o sizes
//     $ ./sizes
//
// check: out-of-segment

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>

constexpr key_t key = 0x53;

// "shmat: EINVAL (Invalid argument)"
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
int attempt(const char* what, std::size_t size, int flags) {
    const int segment = shmget(key, size, flags);
    if (segment == -1)
        std::printf("  %-28s shmget: %s (%s)\n", what, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("  %-28s identifier %d\n", what, segment);
    return segment;
}
// [attempt]

int main() {
    // [all]
    std::printf("no segment has the key:\n");
    attempt("open it", 0, 0);
    attempt("make it with 0 bytes", 0, IPC_CREAT | 0600);
    attempt("make it, as large as can be", static_cast<std::size_t>(-1), IPC_CREAT | 0600);
    const int segment = attempt("make it with 10", 10, IPC_CREAT | 0600);
    if (segment == -1) return 1;
    const Removed at_the_end{segment};
    std::printf("a segment of 10 has the key:\n");
    attempt("open it, saying 0", 0, 0);
    attempt("open it, saying 5", 5, 0);
    attempt("open it, saying 11", 11, 0);
    attempt("make it, and only make it", 10, IPC_CREAT | IPC_EXCL | 0600);
    // [all]
    // [inside]
    void* const memory = shmat(segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    volatile char* const bytes = static_cast<char*>(memory);
    const long page = sysconf(_SC_PAGESIZE);
    std::printf("byte 0 is %d; byte %ld is %d\n", bytes[0], page - 1, bytes[page - 1]);
    // [inside]
}
