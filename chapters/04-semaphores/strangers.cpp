// What may another user do with a set that he may read, but not alter?
//
//     $ g++ -std=c++20 -Wall -Wextra -g strangers.cpp -o strangers
//     $ ipcmk -S 1 -p 0644       makes a set of one
//     $ sudo -u guest ./strangers 0
//
// check: clean: ./strangers 0

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <unistd.h>

// What semctl wants as its fourth argument. No header has it: the program must say it.
union semun {
    int val;               // SETVAL
    semid_ds* buf;         // IPC_STAT, IPC_SET
    unsigned short* array; // GETALL, SETALL
};

bool told(const char* attempt, const char* call, int result) {
    if (result == -1)
        std::printf("  %-16s %s: %s (%s)\n", attempt, call, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("  %-16s yes\n", attempt);
    return result != -1;
}

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: strangers SET\n");
        return 2;
    }
    // [may]
    const int set = std::atoi(argv[1]);
    std::printf("uid %u:\n", geteuid());
    semid_ds data{};
    told("look", "semctl", semctl(set, 0, IPC_STAT, semun{.buf = &data}));
    sembuf zero{.sem_num = 0, .sem_op = 0, .sem_flg = IPC_NOWAIT};
    told("wait for zero", "semop", semop(set, &zero, 1));
    sembuf give{.sem_num = 0, .sem_op = 1, .sem_flg = 0};
    const timespec limit{.tv_sec = 1, .tv_nsec = 0};
    told("raise", "semop", semop(set, &give, 1));
    told("raise in time", "semtimedop", semtimedop(set, &give, 1, &limit));
    told("set the value", "semctl", semctl(set, 0, SETVAL, semun{.val = 1}));
    told("change the mode", "semctl", semctl(set, 0, IPC_SET, semun{.buf = &data}));
    told("remove", "semctl", semctl(set, 0, IPC_RMID));
    // [may]
}
