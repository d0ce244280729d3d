/* The door is semaphore 0, slot i is semaphore i + 1. A client takes any empty slot; whatever message comes, the spooler looks
   into all of them, so messages need no text. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

enum { MODE = 0600, LOOK = 3, STOP = 9 };

struct page {
    char line[256]; /* as it is to be printed */
    size_t length;
};

struct office {
    int queue, set, segment, slots;
    struct page* pages;
};

static inline void die(const char* call) {
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, call, strerrorname_np(errno));
    exit(EXIT_FAILURE);
}

static inline key_t key_for(const char* file, int letter) {
    const key_t key = ftok(file, letter);
    if (key == -1) die("ftok");
    return key;
}

static inline void ring(const struct office* o, long type) {
    if (msgsnd(o->queue, &type, 0, 0) == -1) die("msgsnd");
}

static inline int full(const struct office* o, int slot) {
    const int value = semctl(o->set, slot + 1, GETVAL);
    if (value == -1) die("semctl");
    return value;
}

static inline void operate(const struct office* o, struct sembuf* ops, size_t n) {
    if (semop(o->set, ops, n) == -1) die("semop");
}
