/* The lock is semaphore 1 of two. */
#include "bank.h"

int main(int argc, char *argv[]) {
    if (argc != 3) return 2;
    int amount = atoi(argv[2]);
    key_t key = ftok(argv[1], 'C');
    if (key == -1) fail("transfer", "ftok");
    int set = semget(key, 0, 0);
    if (set == -1) fail("transfer", "semget");
    int segment = shmget(key, 0, 0);
    if (segment == -1) fail("transfer", "shmget");
    struct Bank *bank = shmat(segment, NULL, 0);
    if (bank == (void *)-1) fail("transfer", "shmat");

    step(set, -1);
    finish(bank);
    bank->next[0] = bank->accounts[0] - amount;
    bank->next[1] = bank->accounts[1] + amount;
    atomic_store(&bank->decided, 1);
    finish(bank);
    step(set, 1);
    return 0;
}
