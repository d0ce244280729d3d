// How many queues can there be?
//
// All programs of the machine share that number. Try it in an IPC namespace of your own, with a limit that is soon reached:
//
//     $ g++ -std=c++20 -Wall -Wextra -g until_full.cpp -o until_full
//     $ unshare -Ur -i sh
//     # echo 3 > /proc/sys/kernel/msgmni
//     # ./until_full
//
// check: clean: ./until_full 5

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <vector>

int main(int argc, char* argv[]) {
    // [full]
    const int most = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
    std::vector<int> queues;
    for (int i = 0; i < most; ++i) {
        const int queue = msgget(IPC_PRIVATE, 0600);
        if (queue == -1) {
            std::printf("msgget: %s (%s)\n", strerrorname_np(errno), std::strerror(errno));
            break;
        }
        queues.push_back(queue);
    }
    std::printf("%zu queues\n", queues.size());
    for (const int queue : queues)
        msgctl(queue, IPC_RMID, nullptr);
    // [full]
}
