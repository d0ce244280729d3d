/* Makes the set before the segment. */
#include "bank.h"

union semun {
    int val;
    unsigned short *array;
};

static int set = -1, segment = -1;

static void give_up(const char *call) {
    int error = errno;
    if (set != -1) semctl(set, 0, IPC_RMID);
    if (segment != -1) shmctl(segment, IPC_RMID, NULL);
    errno = error;
    fail("bank", call);
}

static void find(key_t key) {
    set = semget(key, 0, 0);
    if (set == -1) fail("bank", "semget");
    segment = shmget(key, 0, 0);
    if (segment == -1) fail("bank", "shmget");
}

int main(int argc, char *argv[]) {
    if (argc < 3) return 2;
    key_t key = ftok(argv[1], 'C');
    if (key == -1) fail("bank", "ftok");
    if (strcmp(argv[2], "open") == 0) {
        set = semget(key, 2, IPC_CREAT | IPC_EXCL | 0600);
        if (set == -1) give_up("semget");
        segment = shmget(key, sizeof(struct Bank), IPC_CREAT | IPC_EXCL | 0600);
        if (segment == -1) give_up("shmget");
        struct Bank *bank = shmat(segment, NULL, 0);
        if (bank == (void *)-1) give_up("shmat");
        bank->accounts[0] = atoi(argv[3]);
        bank->accounts[1] = atoi(argv[4]);
        unsigned short values[2] = {0, 1};
        if (semctl(set, 0, SETALL, (union semun){.array = values}) == -1) give_up("semctl");
    } else if (strcmp(argv[2], "show") == 0) {
        find(key);
        struct Bank *bank = shmat(segment, NULL, 0);
        if (bank == (void *)-1) fail("bank", "shmat");
        step(set, -1);
        finish(bank);
        printf("0 %d\n1 %d\ntotal %d\n", bank->accounts[0], bank->accounts[1], bank->accounts[0] + bank->accounts[1]);
        step(set, 1);
    } else {
        find(key);
        if (semctl(set, 0, IPC_RMID) == -1) fail("bank", "semctl");
        if (shmctl(segment, IPC_RMID, NULL) == -1) fail("bank", "shmctl");
    }
    return 0;
}
