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

// "msgget: ENOSPC (No space left on device)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    // [full]
    const int most = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
    std::vector<int> queues;
    for (int i = 0; i < most; ++i) {
        const int queue = msgget(IPC_PRIVATE, 0600);
        if (queue == -1) {
            fail("msgget");
            break;
        }
        queues.push_back(queue);
    }
    std::printf("%zu queues\n", queues.size());
    int result = 0;
    for (const int queue : queues)
        if (msgctl(queue, IPC_RMID, nullptr) == -1) result = fail("msgctl");
    // [full]
    return result;
}
