// ticket KEYFILE COUNT
// Draws COUNT tickets from the counter that KEYFILE stands for, and prints the number of each.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iostream>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

// The fourth argument of semctl. No header has it: every program must say so itself.
union semun {
    int val;
    semid_ds* buf;
};

// Says which call failed and why, and ends the program: "ticket: semget: EACCES (Permission denied)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "ticket: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

// P with -1, V with +1. A semop that a signal has interrupted has done nothing, and is made again.
void change(int set, short by) {
    sembuf operation{0, by, 0};
    while (semop(set, &operation, 1) == -1)
        if (errno != EINTR) fail("semop");
}

// Waits until the set's maker has given it its value: that ends with a semop, and the first semop sets sem_otime.
void wait_for_maker(int set) {
    for (int looks = 0; looks < 500; ++looks) {
        semid_ds state;
        if (semctl(set, 0, IPC_STAT, semun{.buf = &state}) == -1) fail("semctl");
        if (state.sem_otime != 0) return;
        const timespec moment{0, 10'000'000};
        nanosleep(&moment, nullptr);
    }
    std::cerr << "ticket: nobody has set up the lock\n";
    std::exit(1);
}

int open_lock(key_t key) {
    const int made = semget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
    if (made != -1) {
        // Ours to set up, because IPC_EXCL succeeds for one process only.
        if (semctl(made, 0, SETVAL, semun{.val = 0}) == -1) fail("semctl");
        change(made, +1); // 1: the lock is free
        return made;
    }
    if (errno != EEXIST) fail("semget");
    const int found = semget(key, 1, 0);
    if (found == -1) fail("semget");
    wait_for_maker(found);
    return found;
}

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::cerr << "usage: ticket KEYFILE COUNT\n";
        return 2;
    }
    const int count = std::atoi(argv[2]);

    const key_t key = ftok(argv[1], 'P');
    if (key == -1) fail("ftok");
    // A new segment is all zeros, and so the counter needs no setting up, whoever makes it.
    const int segment = shmget(key, sizeof(int), IPC_CREAT | 0600);
    if (segment == -1) fail("shmget");
    void* const address = shmat(segment, nullptr, 0);
    if (address == reinterpret_cast<void*>(-1)) fail("shmat");
    int& counter = *static_cast<int*>(address);

    const int lock = open_lock(key);
    for (int i = 0; i < count; ++i) {
        change(lock, -1);
        const int mine = ++counter; // read and written while nobody else can
        change(lock, +1);
        std::cout << mine << '\n';
    }

    if (shmdt(address) == -1) fail("shmdt");
}
