// A queue, a semaphore set and a segment of the same key: are they in each other's way?
//
//     $ g++ -std=c++20 -Wall -Wextra -g three_kinds.cpp -o three_kinds
//     $ ./three_kinds
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

// "msgget: EEXIST (File exists)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [three]
    const key_t key = 0x51;
    const int queue = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
    if (queue == -1) return fail("msgget");
    const int set = semget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
    if (set == -1) fail("semget");
    const int segment = shmget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
    if (segment == -1) fail("shmget");
    std::printf("key 0x51: queue %d, semaphore set %d, segment %d\n", queue, set, segment);
    // [three]
    if (msgctl(queue, IPC_RMID, nullptr) == -1) fail("msgctl");
    if (set != -1 && semctl(set, 0, IPC_RMID) == -1) fail("semctl");
    if (segment != -1 && shmctl(segment, IPC_RMID, nullptr) == -1) fail("shmctl");
    return set == -1 || segment == -1 ? 1 : 0;
}
