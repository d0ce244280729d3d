// What can be asked of semget, and what is in a new set?
//
//     $ g++ -std=c++20 -Wall -Wextra -g new_set.cpp -o new_set
//     $ ./new_set
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>

constexpr key_t key = 0x54;

// Removes the set however main ends.
struct Removed {
    int set;
    ~Removed() { semctl(set, 0, IPC_RMID); }
};

// [attempt]
int attempt(const char* what, int number, int flags) {
    const int set = semget(key, number, flags);
    if (set == -1)
        std::printf("  %-26s semget: %s (%s)\n", what, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("  %-26s identifier %d\n", what, set);
    return set;
}
// [attempt]

int main() {
    // [all]
    std::printf("no set has the key:\n");
    attempt("open it", 0, 0);
    attempt("make it with 0 semaphores", 0, IPC_CREAT | 0600);
    attempt("make it with -1", -1, IPC_CREAT | 0600);
    attempt("make it with 32001", 32'001, IPC_CREAT | 0600);
    const int set = attempt("make it with 3", 3, IPC_CREAT | 0600);
    if (set == -1) return 1;
    const Removed at_the_end{set};
    std::printf("a set of 3 has the key:\n");
    attempt("open it, saying 0", 0, 0);
    attempt("open it, saying 2", 2, 0);
    attempt("open it, saying 3", 3, 0);
    attempt("open it, saying 4", 4, 0);
    attempt("make it, and only make it", 3, IPC_CREAT | IPC_EXCL | 0600);
    for (int number = 0; number < 3; ++number)
        std::printf("semaphore %d is %d\n", number, semctl(set, number, GETVAL));
    // [all]
}
