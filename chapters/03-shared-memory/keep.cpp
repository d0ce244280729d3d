// Keeps a segment attached until you press Ctrl-C. What do others see of it, and what when it is removed?
//
//     $ g++ -std=c++20 -Wall -Wextra -g keep.cpp -o keep
//     1$ ipcmk -M 10             makes a segment of 10 bytes
//     1$ ./keep 0
//     2$ ipcrm -m 0
//     2$ ipcs -m
//
// check: clean: ./keep 0

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>

// "shmat: EINVAL (Invalid argument)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: keep SEGMENT\n");
        return 2;
    }
    // [keep]
    const void* const memory = shmat(std::atoi(argv[1]), nullptr, SHM_RDONLY);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    std::printf("process %d has it attached\n", getpid());
    pause();
    // [keep]
}
