// How does the reader wait until the text is there?
//
//     $ g++ -std=c++20 -Wall -Wextra -g in_turn.cpp -o in_turn
//     $ ./in_turn
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

// "shmget: ENOSPC (No space left on device)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

// Removes both however main ends.
struct Removed {
    int segment;
    int set;
    ~Removed() {
        shmctl(segment, IPC_RMID, nullptr);
        semctl(set, 0, IPC_RMID);
    }
};

int main() {
    const int segment = shmget(IPC_PRIVATE, 100, 0600);
    const int set = semget(IPC_PRIVATE, 1, 0600); // one semaphore, 0 to begin with
    const Removed at_the_end{segment, set};
    if (segment == -1) return fail("shmget");
    if (set == -1) return fail("semget");
    void* const memory = shmat(segment, nullptr, 0);
    if (memory == reinterpret_cast<void*>(-1)) return fail("shmat");
    // [turn]
    char* const text = static_cast<char*>(memory);
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        std::memcpy(text, "the milk is in", 15);
        sembuf written{.sem_num = 0, .sem_op = 1, .sem_flg = 0}; // only now
        std::exit(semop(set, &written, 1) == -1 ? fail("semop") : 0);
    }
    sembuf wait_for_it{.sem_num = 0, .sem_op = -1, .sem_flg = 0};
    if (semop(set, &wait_for_it, 1) == -1) return fail("semop");
    std::printf("read: \"%s\"\n", text);
    // [turn]
    if (wait(nullptr) == -1) return fail("wait");
}
