// A process has taken the lock, and is killed. What becomes of the lock?
//
//     $ g++ -std=c++20 -Wall -Wextra -g hold.cpp -o hold
//     1$ ipcmk -S 1              a set of one
//     1$ ./op 0 0+1              the lock is open
//     1$ ./hold 0                or: ./hold 0 undo
//     2$ ./hold 0                waits
//     3$ kill -9 PROCESS         the first of them
//
// check: clean: ./hold 0

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <unistd.h>

// "semop: EIDRM (Identifier removed)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: hold SET [undo]\n");
        return 2;
    }
    // [hold]
    const int set = std::atoi(argv[1]);
    const short flags = argc > 2 ? SEM_UNDO : 0;
    sembuf take{.sem_num = 0, .sem_op = -1, .sem_flg = flags};
    if (semop(set, &take, 1) == -1) return fail("semop");
    std::printf("process %d has the lock\n", getpid());
    pause(); // for ever: it does not come to its V
    // [hold]
}
