// How many sets, and how many semaphores, can there be?
//
// All programs of the machine share these numbers. Try it in an IPC namespace of your own, with limits that are soon reached:
//
//     $ g++ -std=c++20 -Wall -Wextra -g sets_full.cpp -o sets_full
//     $ unshare -Ur -i sh
//     # echo 4 6 3 2 > /proc/sys/kernel/sem
//     # ./sets_full 5 4 4 1 1      tries sets of so many semaphores
//
// check: clean: ./sets_full 3 1

#include <cerrno>
#include <cstdio>
#include <cstdlib>
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

int main(int argc, char* argv[]) {
    // [full]
    std::vector<int> sets;
    for (int i = 1; i < argc; ++i) {
        const int number = std::atoi(argv[i]);
        const int set = semget(IPC_PRIVATE, number, 0600);
        if (set == -1) {
            std::printf("a set of %d: semget: %s (%s)\n", number, strerrorname_np(errno), std::strerror(errno));
            continue;
        }
        std::printf("a set of %d: identifier %d\n", number, set);
        sets.push_back(set);
    }
    int result = 0;
    for (const int set : sets)
        if (semctl(set, 0, IPC_RMID) == -1) result = fail("semctl");
    // [full]
    return result;
}
