/* In C; copies the name byte by byte, and leaves detaching to the kernel. */
#define _GNU_SOURCE
#include "board.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

static void fail(const char *call) {
    fprintf(stderr, "player: %s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

int main(int argc, char *argv[]) {
    if (argc != 4) return 2;
    long number = strtol(argv[2], NULL, 10);
    if (number < 0 || number >= slot_count) {
        fprintf(stderr, "player: slot %ld?\n", number);
        return 1;
    }
    key_t key = ftok(argv[1], 'B');
    if (key == -1) fail("ftok");
    int id = shmget(key, sizeof(struct Board), 0600);
    if (id == -1) fail("shmget");
    struct Board *board = shmat(id, NULL, 0);
    if (board == (struct Board *)-1) fail("shmat");

    struct Slot *slot = board->slots + number;
    int i = 0;
    for (; argv[3][i] != '\0' && i < name_size - 1; i++)
        slot->name[i] = argv[3][i];
    for (; i < name_size; i++)
        slot->name[i] = '\0';
    int points;
    while (scanf("%d", &points) == 1)
        slot->points = slot->points + points;
    printf("%s %d\n", slot->name, slot->points);
    return 0;
}
