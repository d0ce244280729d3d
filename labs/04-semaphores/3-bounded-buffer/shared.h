// What the three programs have to agree on: the keys, the semaphores, and what lies in the segment.

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

// The semaphores of the set, by number; the last is how many there are.
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

// Says what to do next, and ends the program. Delete each call of it when what it says is done.
[[noreturn]] inline void todo(const std::string& what) {
    std::cerr << program_invocation_short_name << ": " << what << '\n';
    std::exit(1);
}

// Changes a semaphore's value by `by`. Waits where it would become negative. `flags` is 0 or SEM_UNDO.
inline void change(int set, int semaphore, int by, int flags = 0) {
    // TODO 3: fill in a sembuf (it has sem_num, sem_op and sem_flg) and call semop. Check what it returns.
    todo("TODO 3: change semaphore " + std::to_string(semaphore) + " of set " + std::to_string(set) + " by " +
         std::to_string(by) + ", with the flags " + std::to_string(flags));
}

// The buffer that somebody has made, as a producer and a consumer use it.
struct Shared {
    int set, segment;
    Buffer* buffer;
};

inline Shared open_buffer(const char* keyfile) {
    Shared shared{};
    // TODO 4: make both keys from `keyfile`, open the set and the segment, but make neither, and attach the segment. Check
    //         each call; what shmat returns where it fails is (void*)-1.
    todo("TODO 4: open the set and the segment of " + std::string(keyfile) + ", and attach the segment");
    return shared;
}

// The last one to leave removes everything: nobody is left who could still need it.
inline void leave(const Shared& shared) {
    // TODO 7: one user less; if it was the last one, remove the segment and the set. Who else might be leaving right now?
    todo("TODO 7: leave, and remove set " + std::to_string(shared.set) + " and the segment if nobody else is left");
}
