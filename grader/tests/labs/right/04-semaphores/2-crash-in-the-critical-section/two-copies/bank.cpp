#include "bank.hpp"

#include <iostream>
#include <string_view>

namespace {

void open_bank(key_t key, int first, int second) {
    const int segment = checked(shmget(key, sizeof(Bank), IPC_CREAT | IPC_EXCL | 0600), "bank", "shmget");
    const int lock = semget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
    if (lock == -1) {
        const int error = errno;
        shmctl(segment, IPC_RMID, nullptr);
        errno = error;
        checked(-1, "bank", "semget");
    }
    const Opened opened("bank", key);
    opened.bank->copies[0] = {first, second};
    // Raised once, for good: without SEM_UNDO.
    sembuf raise{0, +1, 0};
    checked(semop(lock, &raise, 1), "bank", "semop");
}

} // namespace

int main(int argc, char* argv[]) {
    if (argc < 3) return 2;
    const std::string_view what = argv[2];
    const key_t key = checked(ftok(argv[1], 'C'), "bank", "ftok");
    if (what == "open") {
        open_bank(key, std::atoi(argv[3]), std::atoi(argv[4]));
        return 0;
    }
    const Opened opened("bank", key);
    if (what == "show") {
        Accounts seen;
        {
            const Inside inside(opened);
            seen = opened.bank->copies[opened.bank->valid.load() % 2];
        }
        std::cout << "0 " << seen[0] << "\n1 " << seen[1] << "\ntotal " << seen[0] + seen[1] << '\n';
    } else {
        checked(semctl(opened.lock, 0, IPC_RMID), "bank", "semctl");
        checked(shmctl(opened.segment, IPC_RMID, nullptr), "bank", "shmctl");
    }
}
