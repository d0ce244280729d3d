// What may another user do with a segment that he may read, but not write?
//
//     $ g++ -std=c++20 -Wall -Wextra -g strangers.cpp -o strangers
//     $ ipcmk -M 10 -p 0644      makes a segment of 10 bytes
//     $ sudo -u guest ./strangers 0
//
// check: clean: ./strangers 0

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>

void told(const char* attempt, const char* call, bool failed) {
    if (failed)
        std::printf("  %-18s %s: %s (%s)\n", attempt, call, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("  %-18s yes\n", attempt);
}

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: strangers SEGMENT\n");
        return 2;
    }
    // [may]
    const int segment = std::atoi(argv[1]);
    std::printf("uid %u:\n", geteuid());
    shmid_ds data{};
    told("look", "shmctl", shmctl(segment, IPC_STAT, &data) == -1);
    told("attach to read", "shmat", shmat(segment, nullptr, SHM_RDONLY) == reinterpret_cast<void*>(-1));
    told("attach to write", "shmat", shmat(segment, nullptr, 0) == reinterpret_cast<void*>(-1));
    told("pin it", "shmctl", shmctl(segment, SHM_LOCK, nullptr) == -1);
    told("change the mode", "shmctl", shmctl(segment, IPC_SET, &data) == -1);
    told("remove", "shmctl", shmctl(segment, IPC_RMID, nullptr) == -1);
    // [may]
}
