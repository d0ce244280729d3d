// Where is an attached segment, and whose memory is it?
//
//     $ g++ -std=c++20 -Wall -Wextra -g where_it_lies.cpp -o where_it_lies
//     $ ./where_it_lies
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string>
#include <sys/ipc.h>
#include <sys/shm.h>

// "shmget: EEXIST (File exists)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

// Removes the segment however main ends.
struct Removed {
    int segment;
    ~Removed() { shmctl(segment, IPC_RMID, nullptr); }
};

int main() {
    const int segment = shmget(0x53, 100, IPC_CREAT | IPC_EXCL | 0700);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    // [maps]
    for (const int flags : {0, SHM_RDONLY, SHM_EXEC})
        if (shmat(segment, nullptr, flags) == reinterpret_cast<void*>(-1)) return fail("shmat");
    std::ifstream maps{"/proc/self/maps"}; // one line for each piece of our memory
    for (std::string line; std::getline(maps, line);) {
        if (line.find("/SYSV") == std::string::npos) continue;
        std::istringstream words{line};
        std::string addresses, allowed, offset, device, inode, name;
        words >> addresses >> allowed >> offset >> device >> inode >> name;
        const bool ours = std::stoul(addresses, nullptr, 16) < 1UL << 47; // the upper half is the kernel's
        std::printf("%s address  %s  inode %s  %s\n", ours ? "our" : "the kernel's", allowed.c_str(), inode.c_str(),
                    name.c_str());
    }
    std::printf("the identifier is %d\n", segment);
    // [maps]
}
