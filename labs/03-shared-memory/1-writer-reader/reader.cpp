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

    // TODO 4: make the same key as the writer, and open its segment, but do not make one. Check both calls.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "reader: TODO 4: make the same key as the writer, from " << argv[1] << ", and open the segment\n";
    return 1;

    // TODO 5: ask for the segment's size with shmctl and IPC_STAT (it fills in a shmid_ds), and attach it with shmat, for
    //         reading only. Check both calls.

    // TODO 6: print the text: up to the first NUL, but not beyond the segment's end. Then detach the segment with shmdt.

    // TODO 7: where `remove` is set, remove the segment with shmctl and IPC_RMID.
}
