// transfer KEYFILE AMOUNT
// Moves AMOUNT from account 0 to account 1 of the bank that KEYFILE stands for.

#include "lock.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sys/shm.h>

// Says which call failed and why, and ends the program: "transfer: shmget: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "transfer: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::cerr << "usage: transfer KEYFILE AMOUNT\n";
        return 2;
    }
    const int amount = std::atoi(argv[2]);

    const key_t key = ftok(argv[1], 'C');
    if (key == -1) fail("ftok");
    const int segment = shmget(key, sizeof(Bank), 0);
    if (segment == -1) fail("shmget");
    const int lock = semget(key, 1, 0);
    if (lock == -1) fail("semget");
    void* const address = shmat(segment, nullptr, 0);
    if (address == reinterpret_cast<void*>(-1)) fail("shmat");
    Bank& bank = *static_cast<Bank*>(address);

    if (!change(lock, -1)) fail("semop");
    mend(bank);

    // First what is needed to mend, then the sign that it counts; then the transfer; then the sign is taken away.
    bank.before[0] = bank.accounts[0];
    bank.before[1] = bank.accounts[1];
    in_this_order();
    bank.unfinished = 1;
    in_this_order();
    bank.accounts[0] -= amount;
    bank.accounts[1] += amount;
    in_this_order();
    bank.unfinished = 0;

    if (!change(lock, +1)) fail("semop");
    if (shmdt(address) == -1) fail("shmdt");
}
