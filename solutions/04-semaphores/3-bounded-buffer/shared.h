// What the three programs have to agree on: the keys, the semaphores, and what lies in the segment.

#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

// The semaphores of the set, by number.
enum Semaphore { places, items, lock, semaphores };

// The fourth argument of semctl. Programs have to define this type themselves.
union semun {
    int val;
    unsigned short* array;
};

struct Item {
    char text[100]; // with a NUL at its end
};

// What the segment begins with. The items lie behind it, one for each place: a ring.
struct Buffer {
    int size;  // how many places there are
    int users; // how many programs have not left yet
    int in;    // the place that is filled next
    int out;   // the place that is emptied next

    Item& place(int number) { return reinterpret_cast<Item*>(this + 1)[number]; }
};

// Says which call failed and why, and ends the program: "producer: semop: EINVAL (Invalid argument)".
[[noreturn]] inline void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s: %s (%s)\n", program_invocation_short_name, call, strerrorname_np(error),
                 std::strerror(error));
    std::exit(1);
}

inline key_t key_of(const char* keyfile, char letter) {
    const key_t key = ftok(keyfile, letter);
    if (key == -1) fail("ftok");
    return key;
}

// Changes a semaphore's value. Waits where it would become negative.
inline void change(int set, int semaphore, int by, int flags = 0) {
    sembuf operation{};
    operation.sem_num = static_cast<unsigned short>(semaphore);
    operation.sem_op = static_cast<short>(by);
    operation.sem_flg = static_cast<short>(flags);
    if (semop(set, &operation, 1) == -1) fail("semop");
}

// Who dies with the lock in its hands must not take it along: the kernel undoes it (SEM_UNDO). What P(items) and V(places)
// do is meant to last, whatever becomes of the process: those go without it.
inline void acquire_lock(int set) { change(set, lock, -1, SEM_UNDO); }
inline void release_lock(int set) { change(set, lock, +1, SEM_UNDO); }

// The buffer that somebody has made, as a producer and a consumer use it.
struct Shared {
    int set, segment;
    Buffer* buffer;
};

inline Shared open_buffer(const char* keyfile) {
    Shared shared{};
    shared.set = semget(key_of(keyfile, 'S'), 0, 0);
    if (shared.set == -1) fail("semget");
    shared.segment = shmget(key_of(keyfile, 'B'), 0, 0);
    if (shared.segment == -1) fail("shmget");
    void* memory = shmat(shared.segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) fail("shmat");
    shared.buffer = static_cast<Buffer*>(memory);
    return shared;
}

// The last one to leave removes everything: nobody is left who could still need it.
inline void leave(const Shared& shared) {
    acquire_lock(shared.set);
    const bool last = --shared.buffer->users == 0;
    release_lock(shared.set);
    if (!last) return;
    if (shmctl(shared.segment, IPC_RMID, nullptr) == -1) fail("shmctl");
    if (semctl(shared.set, 0, IPC_RMID) == -1) fail("semctl");
}
