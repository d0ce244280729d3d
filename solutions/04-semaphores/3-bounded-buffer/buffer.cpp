// buffer KEYFILE PLACES USERS
// Makes a buffer with so many places, for so many producers and consumers.

#include "shared.h"

#include <iostream>

// Takes back what has been made so far: half a buffer is of no use to anybody.
[[noreturn]] void give_up(const char* call, int segment, int set = -1) {
    const int error = errno;
    shmctl(segment, IPC_RMID, nullptr);
    if (set != -1) semctl(set, 0, IPC_RMID);
    errno = error;
    fail(call);
}

int main(int argc, char* argv[]) {
    if (argc != 4) {
        std::cerr << "usage: buffer KEYFILE PLACES USERS\n";
        return 2;
    }
    const int size = std::atoi(argv[2]);
    const key_t set_key = key_of(argv[1], 'S'), segment_key = key_of(argv[1], 'B');

    // IPC_EXCL: a buffer that is in use already is left alone.
    const std::size_t bytes = sizeof(Buffer) + static_cast<std::size_t>(size) * sizeof(Item);
    const int segment = shmget(segment_key, bytes, IPC_CREAT | IPC_EXCL | 0600);
    if (segment == -1) fail("shmget");
    const int set = semget(set_key, semaphores, IPC_CREAT | IPC_EXCL | 0600);
    if (set == -1) give_up("semget", segment);

    void* memory = shmat(segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) give_up("shmat", segment, set);
    auto* buffer = static_cast<Buffer*>(memory); // new shared memory is all zero: in and out are right already
    buffer->size = size;
    buffer->users = std::atoi(argv[3]);

    unsigned short start[semaphores];
    start[places] = static_cast<unsigned short>(size); // every place is free,
    start[items] = 0;                                  // none is filled,
    start[lock] = 1;                                   // and nobody is inside
    semun argument{};
    argument.array = start;
    if (semctl(set, 0, SETALL, argument) == -1) give_up("semctl", segment, set);
}
