// Opens the set with whatever number of semaphores it has.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

// Says which call failed and why, and ends the program: "total: shmget: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "total: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: total KEYFILE\n";
        return 2;
    }

    const key_t key = ftok(argv[1], 'P');
    if (key == -1) fail("ftok");
    const int segment = shmget(key, sizeof(int), 0);
    if (segment == -1) fail("shmget");
    const int lock = semget(key, 0, 0);
    if (lock == -1) fail("semget");

    const void* const address = shmat(segment, nullptr, SHM_RDONLY);
    if (address == reinterpret_cast<void*>(-1)) fail("shmat");
    std::cout << *static_cast<const int*>(address) << '\n'; // no lock: total comes when all others have gone
    if (shmdt(address) == -1) fail("shmdt");

    if (shmctl(segment, IPC_RMID, nullptr) == -1) fail("shmctl");
    if (semctl(lock, 0, IPC_RMID) == -1) fail("semctl");
}
