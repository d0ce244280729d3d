// What reader, writer and wipe have to agree on.

#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

// The semaphores of the set, by number; the last is how many there are. Both count who is at the board right now.
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

// Says what to do next, and ends the program. Delete each call of it when what it says is done.
[[noreturn]] inline void todo(const std::string& what) {
    std::cerr << program_invocation_short_name << ": " << what << '\n';
    std::exit(1);
}

struct Shared {
    int set, segment;
    Board* board;
};

// `flags` is IPC_CREAT | 0600 to make what is not there yet, 0 to open only what is there.
inline Shared open_board(const char* keyfile, int flags) {
    Shared shared{};
    // TODO 1: make two keys with ftok, from `keyfile` and 'S' for the set, from `keyfile` and 'B' for the segment. Open both with
    //         `flags`, and attach the segment. Check every call; what shmat returns where it fails is (void*)-1.
    todo("TODO 1: make the keys from " + std::string(keyfile) + " and open set and segment with the flags " +
         std::to_string(flags));
    return shared;
}

inline void begin_reading(int set) {
    // TODO 2: with one semop, wait until `writers` is zero and add 1 to `readers`.
    todo("TODO 2: wait until there is no writer, and be counted as a reader, in set " + std::to_string(set));
}

inline void end_reading(int set) {
    // TODO 3: and take it back here. Which flag belongs on both, in case that the reader dies in between?
    todo("TODO 3: be a reader no more, in set " + std::to_string(set));
}

inline void begin_writing(int set) {
    // TODO 4: with one semop, wait until both are zero and add 1 to `writers`.
    todo("TODO 4: wait until nobody is there, and be counted as a writer, in set " + std::to_string(set));
}

inline void end_writing(int set) {
    // TODO 4: and take it back here.
    todo("TODO 4: be a writer no more, in set " + std::to_string(set));
}
