/* In C; tries again when it is interrupted. */
#define _GNU_SOURCE
#include "till.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>

static void fail(const char *call) {
    fprintf(stderr, "cashier: %s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

static void take(int queue, long type) {
    struct Letter letter;
    while (msgrcv(queue, &letter, 0, type, 0) == -1)
        if (errno != EINTR) fail("msgrcv");
}

int main(int argc, char *argv[]) {
    if (argc < 4) return 2;
    int key_wanted = argc > 4 && strcmp(argv[4], "--key") == 0;
    key_t key = ftok(argv[1], 'T');
    if (key == -1) fail("ftok");
    int queue = msgget(key, 0600);
    if (queue == -1) fail("msgget");
    int segment = shmget(key, 0, 0600);
    if (segment == -1) fail("shmget");
    struct Till *till = shmat(segment, NULL, 0);
    if (till == (void *)-1) fail("shmat");

    if (key_wanted) take(queue, the_key);
    int total = till->total;
    printf("%s reads %d\n", argv[2], total);
    take(queue, paid + atoi(argv[2]));
    total += atoi(argv[3]);
    till->total = total;
    printf("%s writes %d\n", argv[2], total);
    if (key_wanted) {
        struct Letter letter = {the_key};
        if (msgsnd(queue, &letter, 0, 0) == -1) fail("msgsnd");
    }
    return 0;
}
