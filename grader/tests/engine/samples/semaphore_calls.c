// Each way in which a call on a semaphore set can end, in one process.
#include "show.h"

#include <time.h>

int main(void) {
    const key_t key = 0x4d;
    union semun argument;
    struct semid_ds state;
    unsigned short values[3] = {4, 0, 7};

    show("semget", semget(key, 3, 0));
    const int set = semget(key, 3, IPC_CREAT | IPC_EXCL | 0600);
    show("semget", set >= 0);
    show("semget", semget(key, 3, IPC_CREAT | IPC_EXCL | 0600));
    show("semget", semget(key, 4, 0));
    argument.array = values;
    show("semctl", semctl(set, 0, SETALL, argument));
    argument.val = 2;
    show("semctl", semctl(set, 1, SETVAL, argument));
    argument.val = 40000;
    show("semctl", semctl(set, 1, SETVAL, argument));
    show("semctl", semctl(set, 9, GETVAL));
    show("semctl", semctl(set, 1, GETVAL));
    argument.array = values;
    show("semctl", semctl(set, 0, GETALL, argument));

    struct sembuf both[2] = {{0, -1, 0}, {2, 1, SEM_UNDO}};
    show("semop", semop(set, both, 2));
    struct sembuf too_many[501];
    memset(too_many, 0, sizeof too_many);
    show("semop", semop(set, too_many, 501));
    show("semop", semop(set, both, 0));
    show("semop", semop(set, (void*)8, 1));
    show("semop", operate(set, 9, 1, 0));
    show("semop", operate(set, 1, -3, IPC_NOWAIT));
    show("semop", operate(set, 1, 0, IPC_NOWAIT));
    show("semop", operate(set, 2, 32767, 0));
    show("semop", operate(-1, 0, 1, 0));
    struct sembuf nothing_of_it[2] = {{0, 1, 0}, {1, -3, IPC_NOWAIT}};
    show("semop", semop(set, nothing_of_it, 2));
    const struct timespec moment = {0, 2000000};
    show("semtimedop", semtimedop(set, &(struct sembuf){1, -3, 0}, 1, &moment));
    const struct timespec nonsense = {0, -1};
    show("semtimedop", semtimedop(set, both, 1, &nonsense));

    show("semctl", semctl(set, 0, GETNCNT));
    show("semctl", semctl(set, 0, GETZCNT));
    argument.buf = &state;
    show("semctl", semctl(set, 0, IPC_STAT, argument));
    state.sem_perm.mode = 0;
    show("semctl", semctl(set, 0, IPC_SET, argument));
    show("semctl", semctl(set, 0, GETVAL));
    show("semop", operate(set, 0, 1, 0));
    show("semctl", semctl(set, 0, 99));
    show("semctl", semctl(set, 0, IPC_RMID));
    show("semop", operate(set, 0, 1, 0));
    return 0;
}
