// How does one program read what another one has left in memory?
//
//     $ g++ -std=c++20 -Wall -Wextra -g reader.cpp -o reader
//     $ touch note.key
//     $ ./writer note.key "the milk is in"
//     $ ./reader note.key
//
// check: data-race: ./writer note.key hello : ./reader note.key

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>

// "shmget: ENOENT (No such file or directory)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: reader KEYFILE\n");
        return 2;
    }
    // [read]
    const key_t key = ftok(argv[1], 'M');
    if (key == -1) return fail("ftok");
    const int segment = shmget(key, 0, 0); // opens it, however large it is
    if (segment == -1) return fail("shmget");
    const void* const memory = shmat(segment, nullptr, SHM_RDONLY);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");

    std::printf("\"%s\"\n", static_cast<const char*>(memory));
    if (shmdt(memory) == -1) return fail("shmdt");
    if (shmctl(segment, IPC_RMID, nullptr) == -1) return fail("shmctl"); // else it stays
    // [read]
}
