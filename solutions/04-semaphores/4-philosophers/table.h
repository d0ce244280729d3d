// What table and philosopher have to agree on.

#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

// The fourth argument of semctl. Programs have to define this type themselves.
union semun {
    semid_ds* buf;
    unsigned short* array;
};

// Says which call failed and why, and ends the program: "table: semget: EEXIST (File exists)".
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

// A table that has been laid.
struct Table {
    int forks;   // a set of semaphores, one for each fork: 1 while it lies on the table
    int segment; // holds `used`
    int* used;   // how often each fork has been used
    int seats;   // there are as many forks
};

inline Table open_table(const char* keyfile) {
    Table table{};
    table.forks = semget(key_of(keyfile, 'F'), 0, 0);
    if (table.forks == -1) fail("semget");
    table.segment = shmget(key_of(keyfile, 'U'), 0, 0);
    if (table.segment == -1) fail("shmget");
    void* memory = shmat(table.segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) fail("shmat");
    table.used = static_cast<int*>(memory);

    semid_ds status{}; // the set itself knows how many it has
    semun argument{};
    argument.buf = &status;
    if (semctl(table.forks, 0, IPC_STAT, argument) == -1) fail("semctl");
    table.seats = static_cast<int>(status.sem_nsems);
    return table;
}
