/* In C; removes first, and reads what it still has attached. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

static void fail(const char *call) {
    fprintf(stderr, "total: %s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

int main(int argc, char *argv[]) {
    if (argc != 2) return 2;
    key_t key = ftok(argv[1], 'P');
    if (key == -1) fail("ftok");
    int set = semget(key, 0, 0);
    if (set == -1) fail("semget");
    int segment = shmget(key, 0, 0);
    if (segment == -1) {
        /* Somebody has died between the two. */
        printf("0\n");
        if (semctl(set, 0, IPC_RMID) == -1) fail("semctl");
        return 0;
    }
    int *counter = shmat(segment, NULL, 0);
    if (counter == (void *)-1) fail("shmat");
    if (semctl(set, 0, IPC_RMID) == -1) fail("semctl");
    if (shmctl(segment, IPC_RMID, NULL) == -1) fail("shmctl");
    printf("%d\n", *counter);
    return 0;
}
