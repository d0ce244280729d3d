/* In C; attaches first, and does not count itself. */
#define _GNU_SOURCE
#include "board.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

static void fail(const char *call) {
    fprintf(stderr, "board: %s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

static int find(key_t key) {
    int id = shmget(key, 0, 0400);
    if (id < 0) fail("shmget");
    return id;
}

static void show(key_t key) {
    int id = find(key), total = 0;
    const struct Board *board = shmat(id, NULL, SHM_RDONLY);
    if (board == (const struct Board *)-1) fail("shmat");
    for (int i = 0; i < slot_count; i++)
        if (strlen(board->slots[i].name) > 0) {
            printf("%d %s %d\n", i, board->slots[i].name, board->slots[i].points);
            total = total + board->slots[i].points;
        }
    struct shmid_ds about;
    if (shmctl(id, IPC_STAT, &about) < 0) fail("shmctl");
    printf("total %d\nattached %lu\n", total, (unsigned long)about.shm_nattch - 1);
    if (shmdt(board) < 0) fail("shmdt");
}

int main(int argc, char *argv[]) {
    if (argc != 3) return 2;
    key_t key = ftok(argv[1], 'B');
    if (key == -1) fail("ftok");
    if (strcmp(argv[2], "open") == 0) {
        int id = shmget(key, sizeof(struct Board), 0600 | IPC_EXCL | IPC_CREAT);
        if (id < 0) fail("shmget");
        struct Board *board = shmat(id, NULL, 0);
        if (board == (struct Board *)-1) fail("shmat");
        memset(board, 0, sizeof *board);
        if (shmdt(board) < 0) fail("shmdt");
    } else if (strcmp(argv[2], "show") == 0) {
        show(key);
    } else if (strcmp(argv[2], "close") == 0) {
        if (shmctl(find(key), IPC_RMID, NULL) < 0) fail("shmctl");
    } else {
        return 2;
    }
    return 0;
}
