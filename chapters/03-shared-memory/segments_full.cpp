// How many segments, and how many pages, can there be?
//
// All programs of the machine share these numbers. Try it in an IPC namespace of your own, with limits that are soon reached:
//
//     $ g++ -std=c++20 -Wall -Wextra -g segments_full.cpp -o segments_full
//     $ unshare -Ur -i sh
//     # echo 20 > /proc/sys/kernel/shmall
//     # ./segments_full 10 11      tries segments of so many pages
//
// check: clean: ./segments_full 1 2

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>
#include <vector>

// "shmget: ENOSPC (No space left on device)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    // [full]
    std::vector<int> segments;
    for (int i = 1; i < argc; ++i) {
        const auto pages = static_cast<std::size_t>(std::atoi(argv[i]));
        const int segment = shmget(IPC_PRIVATE, pages * 4096, 0600);
        if (segment == -1) {
            std::printf("%zu pages: shmget: %s (%s)\n", pages, strerrorname_np(errno), std::strerror(errno));
            continue;
        }
        std::printf("%zu pages: identifier %d\n", pages, segment);
        segments.push_back(segment);
    }
    int result = 0;
    for (const int segment : segments)
        if (shmctl(segment, IPC_RMID, nullptr) == -1) result = fail("shmctl");
    // [full]
    return result;
}
