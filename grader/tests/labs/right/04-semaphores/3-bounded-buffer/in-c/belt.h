/* Another numbering, a fourth semaphore that counts the others who have not left yet, and no counter in the segment for them. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

enum { MUTEX, OTHERS, FULL, EMPTY, COUNT };

union semun {
    unsigned short* array;
};

struct belt {
    unsigned put, taken, places;
    char dishes[][100];
};

static int set, segment;
static struct belt* belt;

static inline void die(const char* call) {
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, call, strerrorname_np(errno));
    exit(EXIT_FAILURE);
}

/* Two operations at once, so that the lock is taken together with what is waited for: all or nothing. */
static inline void both(int first, int by, int second, int by_too) {
    struct sembuf ops[2] = {{(unsigned short)first, (short)by, 0}, {(unsigned short)second, (short)by_too, 0}};
    for (int i = 0; i < 2; i++)
        if (ops[i].sem_num == MUTEX) ops[i].sem_flg = SEM_UNDO;
    if (semop(set, ops, 2) == -1) die("semop");
}

static inline void join(const char* file) {
    const key_t k1 = ftok(file, 'S'), k2 = ftok(file, 'B');
    if (k1 == -1 || k2 == -1) die("ftok");
    if ((segment = shmget(k2, 0, 0)) == -1) die("shmget");
    if ((set = semget(k1, 0, 0)) == -1) die("semget");
    if ((belt = shmat(segment, NULL, 0)) == (void*)-1) die("shmat");
}

static inline void leave(void) {
    struct sembuf less = {OTHERS, -1, IPC_NOWAIT};
    if (shmdt(belt) == -1) die("shmdt");
    if (semop(set, &less, 1) == 0) return;
    if (errno != EAGAIN) die("semop");
    if (semctl(set, 0, IPC_RMID) == -1) die("semctl"); /* there are no others */
    if (shmctl(segment, IPC_RMID, NULL) == -1) die("shmctl");
}
