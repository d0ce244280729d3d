// What does one call of semop do to a set? A tool to try it by hand.
//
//     $ g++ -std=c++20 -Wall -Wextra -g op.cpp -o op
//     $ ipcmk -S 2               makes a set of two
//     $ ./op 0 0+5               set 0: raises its semaphore 0 by 5
//     $ ./op 0 0-1 1+1           two operations in one call
//     $ ./op 0 1+0               waits until semaphore 1 is 0
//     $ ./op 0 0-9n              does not wait (n); u stands for SEM_UNDO
//     $ ./op 0 0-9 2s            waits for at most 2 seconds
//
// check: clean: ./op 0 0+1

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <unistd.h>
#include <vector>

// "semop: EAGAIN (Resource temporarily unavailable)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: op SET OPERATION... [SECONDSs], an operation is 0+1, 0-1, 0+0, 0-1n, 0-1u\n");
        return 2;
    }
    const int set = std::atoi(argv[1]);
    std::vector<sembuf> operations;
    timespec limit{};
    const timespec* at_most = nullptr;
    for (int i = 2; i < argc; ++i) {
        sembuf operation{};
        char flags[8] = "";
        if (std::sscanf(argv[i], "%hu%hd%7s", &operation.sem_num, &operation.sem_op, flags) < 2) {
            limit.tv_sec = std::atoi(argv[i]); // "2s"
            at_most = &limit;
            continue;
        }
        if (std::strchr(flags, 'n') != nullptr) operation.sem_flg |= IPC_NOWAIT;
        if (std::strchr(flags, 'u') != nullptr) operation.sem_flg |= SEM_UNDO;
        operations.push_back(operation);
    }
    // [op]
    if (at_most == nullptr && semop(set, operations.data(), operations.size()) == -1) return fail("semop");
    if (at_most != nullptr && semtimedop(set, operations.data(), operations.size(), at_most) == -1)
        return fail("semtimedop");
    std::printf("process %d: done\n", getpid());
    // [op]
}
