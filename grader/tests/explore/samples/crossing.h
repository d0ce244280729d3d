// What the samples of exploration share: a set of semaphores and children.
#pragma once
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

static inline void need(int result, const char* call) {
    if (result == -1) {
        perror(call);
        exit(1);
    }
}

static inline int make_set(int count, int value) {
    int set = semget(IPC_PRIVATE, count, IPC_CREAT | 0600);
    need(set, "semget");
    for (int i = 0; i < count; ++i)
        need(semctl(set, i, SETVAL, value), "semctl");
    return set;
}

static inline void change(int set, int number, int amount) {
    struct sembuf operation = {(unsigned short)number, (short)amount, 0};
    need(semop(set, &operation, 1), "semop");
}

enum { most_children = 16 };

// Each child by its number: whichever ended first would be an order of its own.
static inline void wait_for_all(int set, const int* children, int count) {
    int failed = 0, status = 0;
    for (int i = 0; i < count; ++i) {
        need(waitpid(children[i], &status, 0), "waitpid");
        if (status != 0) failed = 1;
    }
    need(semctl(set, 0, IPC_RMID), "semctl");
    exit(failed);
}
