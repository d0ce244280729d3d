// What spooler, client and stop have to agree on.

#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

// Who may be killed at any moment needs a place for each piece of knowledge that outlives processes:
//
//   the segment            what is to be printed: each job in a slot of its own, until it has been printed
//   semaphore 0, 1, ...    whether there is a job in the slot of this number: 1, or 0
//   the semaphore behind   the door: 1 while a client is inside and puts a job into a slot
//   the queue              announces the jobs, and with that accepts them: it only names their slots
//   the output file        which jobs have been printed
//
// All semaphores begin with 0, as new ones do: a spooler that dies between making and setting them cannot leave a set behind that
// is half made.

// The fourth argument of semctl. Programs have to define this type themselves.
union semun {
    semid_ds* buf;
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

inline key_t key_of(const char* keyfile, char letter) {
    const key_t key = ftok(keyfile, letter);
    if (key == -1) fail("ftok");
    return key;
}

inline int open_queue(const char* keyfile, int flags) {
    const int queue = msgget(key_of(keyfile, 'Q'), flags);
    if (queue == -1) fail("msgget");
    return queue;
}

inline int open_set(const char* keyfile, int number, int flags) {
    const int set = semget(key_of(keyfile, 'S'), number, flags);
    if (set == -1) fail("semget");
    return set;
}

inline int open_segment(const char* keyfile, std::size_t size, int flags) {
    const int segment = shmget(key_of(keyfile, 'T'), size, flags);
    if (segment == -1) fail("shmget");
    return segment;
}

inline Table& attach(int segment) {
    void* memory = shmat(segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) fail("shmat");
    return *static_cast<Table*>(memory);
}

inline void send(int queue, MessageType type, int slot = 0) {
    const Message message{type, slot};
    if (msgsnd(queue, &message, message_size, 0) == -1) fail("msgsnd");
}

inline sembuf operation(int semaphore, int by, int flags = 0) {
    return {static_cast<unsigned short>(semaphore), static_cast<short>(by), static_cast<short>(flags)};
}

inline void change(int set, int semaphore, int by) {
    sembuf one = operation(semaphore, by);
    if (semop(set, &one, 1) == -1) fail("semop");
}

inline bool is_full(int set, int slot) {
    const int value = semctl(set, slot, GETVAL);
    if (value == -1) fail("semctl");
    return value > 0;
}
