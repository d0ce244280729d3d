// What do semop and semtimedop refuse at once?
//
//     $ g++ -std=c++20 -Wall -Wextra -g semop_errors.cpp -o semop_errors
//     $ ./semop_errors
//
// check: advice semaphore-out-of-range

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <vector>

// "semget: ENOSPC (No space left on device)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

// Removes the set however main ends.
struct Removed {
    int set;
    ~Removed() { semctl(set, 0, IPC_RMID); }
};

// [attempt]
void told(const char* attempt, const char* call, int result) {
    if (result == -1)
        std::printf("%-20s %s: %s (%s)\n", attempt, call, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("%-20s %s: fine\n", attempt, call);
}

void attempt(const char* what, int set, sembuf* operations, std::size_t number) {
    const timespec limit{.tv_sec = 1, .tv_nsec = 0};
    told(what, "semop", semop(set, operations, number));
    told(what, "semtimedop", semtimedop(set, operations, number, &limit));
}
// [attempt]

int main() {
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    // [all]
    sembuf take{.sem_num = 0, .sem_op = -1, .sem_flg = IPC_NOWAIT};
    sembuf give{.sem_num = 0, .sem_op = 1, .sem_flg = 0};
    sembuf wrong{.sem_num = 1, .sem_op = 1, .sem_flg = 0}; // the set has only number 0
    attempt("nothing to take", set, &take, 1);
    attempt("number 1", set, &wrong, 1);
    attempt("no operation", set, &give, 0);
    attempt("from nowhere", set, nullptr, 1);
    std::vector<sembuf> many(501, give);
    attempt("501 operations", set, many.data(), many.size());
    if (semctl(set, 0, SETVAL, 32'767) == -1) return fail("semctl");
    attempt("+1 on 32767", set, &give, 1);
    const timespec none{.tv_sec = 0, .tv_nsec = 1'000'000'000};
    told("a limit that is none", "semtimedop", semtimedop(set, &give, 1, &none));
    told("a limit nowhere", "semtimedop", semtimedop(set, &give, 1, reinterpret_cast<timespec*>(8)));
    if (semctl(set, 0, IPC_RMID) == -1) return fail("semctl");
    attempt("no such set", set, &give, 1);
    // [all]
}
