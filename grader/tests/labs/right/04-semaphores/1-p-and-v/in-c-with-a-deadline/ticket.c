/* In C; without SETVAL: a new semaphore is 0 on Linux, and its maker raises it. Nobody looks at sem_otime: P has a deadline. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <time.h>

static void fail(const char *call) {
    fprintf(stderr, "ticket: %s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

static void change(int set, int by) {
    struct sembuf operation = {.sem_num = 0, .sem_op = (short)by, .sem_flg = 0};
    struct timespec patience = {5, 0};
    while (semtimedop(set, &operation, 1, &patience) == -1)
        if (errno != EINTR) fail("semtimedop");
}

int main(int argc, char *argv[]) {
    if (argc != 3) return 2;
    key_t key = ftok(argv[1], 'P');
    if (key == -1) fail("ftok");
    int set = semget(key, 1, 0600 | IPC_CREAT | IPC_EXCL);
    if (set != -1)
        change(set, 1);
    else if (errno != EEXIST || (set = semget(key, 1, 0600)) == -1)
        fail("semget");
    int segment = shmget(key, sizeof(int), 0600 | IPC_CREAT);
    if (segment == -1) fail("shmget");
    int *counter = shmat(segment, NULL, 0);
    if (counter == (void *)-1) fail("shmat");
    for (int left = atoi(argv[2]); left > 0; left--) {
        change(set, -1);
        *counter = *counter + 1;
        printf("%d\n", *counter);
        change(set, 1);
    }
    return 0;
}
