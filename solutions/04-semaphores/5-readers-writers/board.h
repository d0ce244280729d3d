// What reader, writer and wipe have to agree on.

#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

// The semaphores of the set, by number. Both count who is at the board right now. A new semaphore is 0 on Linux, and at a new
// board there is nobody: so nobody has to give them a first value, and nobody can come too early for it.
enum Semaphore { readers, writers, semaphores };

// What lies in the segment. New shared memory is all zero: number 0, and no text.
struct Board {
    int number; // of the text: the first one that is written is 1
    char text[200];
};

// Says which call failed and why, and ends the program: "reader: semget: EACCES (Permission denied)".
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

struct Shared {
    int set, segment;
    Board* board;
};

// `flags` is IPC_CREAT | 0600 to make what is not there yet, 0 to open only what is there.
inline Shared open_board(const char* keyfile, int flags) {
    Shared shared{};
    shared.set = semget(key_of(keyfile, 'S'), semaphores, flags);
    if (shared.set == -1) fail("semget");
    shared.segment = shmget(key_of(keyfile, 'B'), sizeof(Board), flags);
    if (shared.segment == -1) fail("shmget");
    void* memory = shmat(shared.segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) fail("shmat");
    shared.board = static_cast<Board*>(memory);
    return shared;
}

// Waiting for zero and adding one's own 1 is one semop: nobody can come in between. SEM_UNDO on each change, so that who dies
// at the board is not counted for ever. Waiting for zero changes nothing, so there is nothing to undo.

inline void begin_reading(int set) {
    sembuf operations[] = {{writers, 0, 0}, {readers, +1, SEM_UNDO}};
    if (semop(set, operations, 2) == -1) fail("semop");
}

inline void end_reading(int set) {
    sembuf operation = {readers, -1, SEM_UNDO};
    if (semop(set, &operation, 1) == -1) fail("semop");
}

inline void begin_writing(int set) {
    sembuf operations[] = {{readers, 0, 0}, {writers, 0, 0}, {writers, +1, SEM_UNDO}};
    if (semop(set, operations, 3) == -1) fail("semop");
}

inline void end_writing(int set) {
    sembuf operation = {writers, -1, SEM_UNDO};
    if (semop(set, &operation, 1) == -1) fail("semop");
}
