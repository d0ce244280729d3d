/* In C; the note says what the accounts will be, and whoever finds it finishes the transfer. One word says it all: 0, or 1. */
#ifndef BANK_H
#define BANK_H

#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

struct Bank {
    int accounts[2];
    int next[2];
    atomic_int decided; /* `next` is what the accounts must become */
};

static void fail(const char* program, const char* call) {
    fprintf(stderr, "%s: %s: %s\n", program, call, strerrorname_np(errno));
    exit(1);
}

static void finish(struct Bank* bank) {
    if (atomic_load(&bank->decided)) {
        bank->accounts[0] = bank->next[0];
        bank->accounts[1] = bank->next[1];
        atomic_store(&bank->decided, 0);
    }
}

static void step(int set, int by) {
    struct sembuf operation = {1, (short)by, SEM_UNDO};
    while (semop(set, &operation, 1) == -1)
        if (errno != EINTR) fail("bank", "semop");
}

#endif
