// reader KEYFILE [--remove]
// Prints the text that lies in the segment that KEYFILE stands for; with --remove, removes the segment afterwards.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/ipc.h>
#include <sys/shm.h>

// Says which call failed and why, and ends the program: "reader: shmget: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "reader: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    const bool remove = argc == 3 && std::string_view(argv[2]) == "--remove";
    if (argc != 2 && !remove) {
        std::cerr << "usage: reader KEYFILE [--remove]\n";
        return 2;
    }

    const key_t key = ftok(argv[1], 'W');
    if (key == -1) fail("ftok");
    // Without IPC_CREAT: only the writer makes the segment. Size 0: whatever size it has. No mode: it is asked for in shmat.
    const int segment = shmget(key, 0, 0);
    if (segment == -1) fail("shmget");
    shmid_ds state;
    if (shmctl(segment, IPC_STAT, &state) == -1) fail("shmctl");

    // Read only: a mistake of ours cannot harm the text, and a segment that we may not write to is good enough.
    const void* const address = shmat(segment, nullptr, SHM_RDONLY);
    if (address == reinterpret_cast<void*>(-1)) fail("shmat");

    // The text ends at its NUL, but the segment may have none: then at the segment's end.
    const char* const text = static_cast<const char*>(address);
    std::cout.write(text, strnlen(text, state.shm_segsz));
    std::cout.flush();
    if (shmdt(address) == -1) fail("shmdt");

    if (remove && shmctl(segment, IPC_RMID, nullptr) == -1) fail("shmctl");
}
