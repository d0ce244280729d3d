// bank KEYFILE open AMOUNT AMOUNT | show | close
// Makes the bank that KEYFILE stands for, with two accounts; prints them; or removes it.

#include "lock.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/shm.h>

// The fourth argument of semctl. No header has it: every program must say so itself.
union semun {
    int val;
};

// Says which call failed and why, and ends the program: "bank: shmget: EEXIST (File exists)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "bank: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

// The same, after removing what was made already: half a bank is of no use to anybody.
[[noreturn]] void fail_open(const char* call, int segment, int lock) {
    const int error = errno;
    shmctl(segment, IPC_RMID, nullptr);
    if (lock != -1) semctl(lock, 0, IPC_RMID);
    errno = error;
    fail(call);
}

void open_bank(key_t key, int first, int second) {
    const int segment = shmget(key, sizeof(Bank), IPC_CREAT | IPC_EXCL | 0600);
    if (segment == -1) fail("shmget");
    const int lock = semget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
    if (lock == -1) fail_open("semget", segment, -1);

    void* const address = shmat(segment, nullptr, 0);
    if (address == reinterpret_cast<void*>(-1)) fail_open("shmat", segment, lock);
    Bank& bank = *static_cast<Bank*>(address);
    bank.accounts[0] = first;
    bank.accounts[1] = second;
    if (shmdt(address) == -1) fail_open("shmdt", segment, lock);

    // The lock begins with 0, so nobody has been inside yet. Without SEM_UNDO: this 1 must stay when we end.
    if (semctl(lock, 0, SETVAL, semun{.val = 1}) == -1) fail_open("semctl", segment, lock);
}

struct Ids {
    int segment, lock;
};

Ids find_bank(key_t key) {
    const int segment = shmget(key, sizeof(Bank), 0);
    if (segment == -1) fail("shmget");
    const int lock = semget(key, 1, 0);
    if (lock == -1) fail("semget");
    return {segment, lock};
}

void show_bank(key_t key) {
    const auto [segment, lock] = find_bank(key);
    void* const address = shmat(segment, nullptr, 0); // not for reading only: we may have to mend
    if (address == reinterpret_cast<void*>(-1)) fail("shmat");
    Bank& bank = *static_cast<Bank*>(address);

    if (!change(lock, -1)) fail("semop");
    mend(bank);
    const int first = bank.accounts[0], second = bank.accounts[1];
    if (!change(lock, +1)) fail("semop");

    std::cout << "0 " << first << "\n1 " << second << "\ntotal " << first + second << '\n';
    if (shmdt(address) == -1) fail("shmdt");
}

void close_bank(key_t key) {
    const auto [segment, lock] = find_bank(key);
    if (shmctl(segment, IPC_RMID, nullptr) == -1) fail("shmctl");
    if (semctl(lock, 0, IPC_RMID) == -1) fail("semctl");
}

int main(int argc, char* argv[]) {
    const std::string_view what = argc > 2 ? argv[2] : "";
    const bool opens = what == "open" && argc == 5;
    if (!opens && (argc != 3 || (what != "show" && what != "close"))) {
        std::cerr << "usage: bank KEYFILE open AMOUNT AMOUNT | show | close\n";
        return 2;
    }

    const key_t key = ftok(argv[1], 'C');
    if (key == -1) fail("ftok");
    if (opens) open_bank(key, std::atoi(argv[3]), std::atoi(argv[4]));
    if (what == "show") show_bank(key);
    if (what == "close") close_bank(key);
}
