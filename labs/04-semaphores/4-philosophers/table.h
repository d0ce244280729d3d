// What table and philosopher have to agree on.

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

// The fourth argument of semctl. Programs have to define this type themselves.
union semun {
    semid_ds* buf;         // for IPC_STAT
    unsigned short* array; // for SETALL
};

// Says which call failed and why, and ends the program: "table: semget: EEXIST (File exists)".
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

// A table that has been laid.
struct Table {
    int forks;   // a set of semaphores, one for each fork
    int segment; // holds `used`
    int* used;   // how often each fork has been used
    int seats;   // there are as many forks
};

inline Table open_table(const char* keyfile) {
    Table table{};
    // TODO 3: make both keys, with 'F' and 'U', open the set and the segment, but make neither, and attach the segment; ask the set
    //         how many semaphores it has. Check each call; what shmat returns where it fails is (void*)-1.
    todo("TODO 3: open the set and the segment of " + std::string(keyfile));
    return table;
}
