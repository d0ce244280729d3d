// What spooler, client and stop have to agree on.

#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

// The fourth argument of semctl. Programs have to define this type themselves.
union semun {
    semid_ds* buf; // for IPC_STAT
};

struct Slot {
    int job;
    char text[200];
};

// What lies in the segment; behind it come the slots. New shared memory is all zero.
struct Table {
    int next; // the slot that the next client takes

    Slot& slot(int number) { return reinterpret_cast<Slot*>(this + 1)[number]; }
};

// What travels through the queue.
struct Message {
    long type;
    int slot; // of an announcement
};
enum MessageType { announcement = 1, stop_please = 2 };
constexpr std::size_t message_size = sizeof Message::slot; // the type does not count

// Says which call failed and why, and ends the program: "client: msgsnd: EIDRM (Identifier removed)".
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

inline key_t key_of(const char* keyfile, char letter) {
    const key_t key = ftok(keyfile, letter);
    if (key == -1) fail("ftok");
    return key;
}

// One operation for semop: {semaphore, by, flags}. With a `by` of 0 it waits until the semaphore is zero.
inline sembuf operation(int semaphore, int by, int flags = 0) {
    return {static_cast<unsigned short>(semaphore), static_cast<short>(by), static_cast<short>(flags)};
}
