/* In C; makes the queue before the segment, and removes in the same order. */
#define _GNU_SOURCE
#include "till.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>

static int segment = -1, queue = -1, made = 0;

static void fail(const char *call) {
    fprintf(stderr, "till: %s: %s\n", call, strerrorname_np(errno));
    if (made && queue != -1) msgctl(queue, IPC_RMID, NULL);
    if (made && segment != -1) shmctl(segment, IPC_RMID, NULL);
    exit(1);
}

static void get(key_t key, int flags) {
    queue = msgget(key, flags);
    if (queue == -1) fail("msgget");
    made = flags != 0;
    segment = shmget(key, sizeof(struct Till), flags);
    if (segment == -1) fail("shmget");
}

static void send(long type) {
    struct Letter letter = {type};
    if (msgsnd(queue, &letter, 0, 0) == -1) fail("msgsnd");
}

static struct Till *attach(void) {
    struct Till *till = shmat(segment, NULL, 0);
    if (till == (void *)-1) fail("shmat");
    return till;
}

int main(int argc, char *argv[]) {
    if (argc < 3) return 2;
    key_t key = ftok(argv[1], 'T');
    if (key == -1) fail("ftok");
    if (strcmp(argv[2], "open") == 0) {
        get(key, IPC_CREAT | IPC_EXCL | 0600);
        attach()->total = atoi(argv[3]);
        send(the_key);
    } else if (strcmp(argv[2], "pay") == 0) {
        queue = msgget(key, 0200);
        if (queue == -1) fail("msgget");
        send(paid + atoi(argv[3]));
    } else {
        get(key, 0);
        printf("%d\n", attach()->total);
        if (msgctl(queue, IPC_RMID, NULL) == -1) fail("msgctl");
        if (shmctl(segment, IPC_RMID, NULL) == -1) fail("shmctl");
    }
    return 0;
}
