// What the small programs share: they print what each call gave, so that the tests can compare it with the trace and with a run
// that nobody controls.
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

struct letter {
    long mtype;
    char mtext[64];
};

union semun {
    int val;
    struct semid_ds* buf;
    unsigned short* array;
};

/// "msgsnd 0" or "msgsnd EAGAIN", at once also where the output is a pipe.
static inline long show(const char* call, long result) {
    if (result == -1)
        printf("%s %s\n", call, strerrorname_np(errno));
    else
        printf("%s %ld\n", call, result);
    fflush(stdout);
    return result;
}

/// One operation on one semaphore.
static inline int operate(int set, int number, int change, int flags) {
    struct sembuf operation = {(unsigned short)number, (short)change, (short)flags};
    return semop(set, &operation, 1);
}

static inline int value(int set, int number) { return semctl(set, number, GETVAL); }

/// Waits for any child and gives its exit status, or 128 and its signal.
static inline int ended(void) {
    int status = 0;
    if (wait(&status) == -1) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
