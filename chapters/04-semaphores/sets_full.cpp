// How many sets, and how many semaphores, can there be?
//
// All programs of the machine share these numbers. Try it in an IPC namespace of your own, with limits that are soon reached:
//
//     $ g++ -std=c++20 -Wall -Wextra -g sets_full.cpp -o sets_full
//     $ unshare -Ur -i sh
//     # echo 4 6 3 2 > /proc/sys/kernel/sem
//     # ./sets_full
//
// check: clean: ./sets_full 3

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <vector>

// [attempt]
bool attempt(int number, std::vector<int>& sets) {
    const int set = semget(IPC_PRIVATE, number, 0600);
    if (set == -1) {
        std::printf("a set of %d: semget: %s (%s)\n", number, strerrorname_np(errno), std::strerror(errno));
        return false;
    }
    std::printf("a set of %d: identifier %d\n", number, set);
    sets.push_back(set);
    return true;
}
// [attempt]

int main(int argc, char* argv[]) {
    // [full]
    const int most = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
    std::vector<int> sets;
    if (argc == 1) attempt(5, sets);
    attempt(4, sets);
    attempt(4, sets);
    for (int i = 0; i < most && attempt(1, sets); ++i)
        ;
    for (const int set : sets)
        semctl(set, 0, IPC_RMID);
    // [full]
}
