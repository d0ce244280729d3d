// How does one program leave a text in memory for another?
//
//     $ g++ -std=c++20 -Wall -Wextra -g writer.cpp -o writer
//     $ touch note.key
//     $ ./writer note.key "the milk is in"
//     $ ./reader note.key
//
// check: leaked-object: ./writer note.key hello

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>

// "shmget: EEXIST (File exists)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: writer KEYFILE TEXT\n");
        return 2;
    }
    // [write]
    constexpr std::size_t size = 100;
    const key_t key = ftok(argv[1], 'M');
    if (key == -1) return fail("ftok");
    const int segment = shmget(key, size, IPC_CREAT | 0600); // makes it, or opens it
    if (segment == -1) return fail("shmget");
    void* const memory = shmat(segment, nullptr, 0); // now it lies among our own memory
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");

    std::snprintf(static_cast<char*>(memory), size, "%s", argv[2]); // never more than there is room for
    if (shmdt(memory) == -1) return fail("shmdt");
    std::printf("written; bye\n");
    // [write]
}
