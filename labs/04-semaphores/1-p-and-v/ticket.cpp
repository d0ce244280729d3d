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

// TODO 2: P with -1, V with +1: one semop on semaphore 0 of the set. If it fails with EINTR, make it again.
//         Put it in place of the next two lines, build, and run it again; the same in open_lock below.
void change(int set, short by) {
    std::cerr << "ticket: TODO 2: change semaphore 0 of the set " << set << " by " << by << '\n';
    std::exit(1);
}

// The lock of this key, ready for use: made and set up by us, or found, and set up by somebody else.
int open_lock(key_t key) {
    // TODO 3: try to make the set with semget, 1 semaphore, mode 0600, IPC_CREAT and IPC_EXCL. If that succeeds, you are its
    //         maker: give the semaphore the value 0 with semctl and SETVAL, and raise it to 1 with change. Return the set.
    std::cerr << "ticket: TODO 3: make the set of the key " << key << '\n';
    std::exit(1);

    // TODO 4: if it failed with EEXIST, open the set without these flags, and wait until its maker has set it up: look with
    //         semctl and IPC_STAT until sem_otime of the semid_ds is not 0. Between two looks sleep for a moment (nanosleep).
    //         After 5 seconds say so on stderr, and end with status 1.
}

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::cerr << "usage: ticket KEYFILE COUNT\n";
        return 2;
    }
    const int count = std::atoi(argv[2]);

    // TODO 1: make the key with ftok, from argv[1] and 'P'; create or open its segment, as large as an int; attach it. Check
    //         each call. Put it in place of the next three lines, build, and run it again.
    std::cerr << "ticket: TODO 1: make the counter of " << argv[1] << " and attach it\n";
    return 1;
    const key_t key = -1;

    const int lock = open_lock(key);
    for (int i = 0; i < count; ++i) {
        // TODO 5: draw a ticket: P, add 1 to the counter, V; and print the number that you have got.
        change(lock, -1);
    }

    // TODO 6: detach the segment.
}
