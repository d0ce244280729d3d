/* A fork that lies on the table is 0 and one in somebody's hand is 1: a new set needs no values. Forks are numbered the other way
   round, and behind them stands a semaphore that says how many seats there are. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

struct dining {
    int set, segment, seats;
    int* used;
};

static inline void die(const char* call) {
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, call, strerrorname_np(errno));
    exit(EXIT_FAILURE);
}

static inline struct dining find_table(const char* file) {
    struct dining d;
    const key_t f = ftok(file, 'F'), u = ftok(file, 'U');
    if (f == -1 || u == -1) die("ftok");
    if ((d.segment = shmget(u, 0, 0)) == -1) die("shmget");
    if ((d.set = semget(f, 0, 0)) == -1) die("semget");
    if ((d.used = shmat(d.segment, NULL, 0)) == (void*)-1) die("shmat");
    struct semid_ds status;
    if (semctl(d.set, 0, IPC_STAT, &status) == -1) die("semctl");
    d.seats = (int)status.sem_nsems;
    return d;
}

static inline unsigned short number_of(struct dining d, int fork) { return (unsigned short)(d.seats - 1 - fork); }
