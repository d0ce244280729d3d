/* Writers go first: who waits to write is counted, and new readers wait behind it. The text has its length in front. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

enum { WAITING, WRITING, READING, COUNT };

struct board {
    size_t length;
    char text[200];
    unsigned number;
};

static int set, segment;
static struct board* board;

static inline void die(const char* call) {
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, call, strerrorname_np(errno));
    exit(EXIT_FAILURE);
}

static inline void operate(size_t n, struct sembuf* ops) {
    if (semop(set, ops, n) == -1) die("semop");
}

static inline void join(const char* file, int flags) {
    const key_t s = ftok(file, 'S'), b = ftok(file, 'B');
    if (s == -1 || b == -1) die("ftok");
    if ((segment = shmget(b, sizeof *board, flags)) == -1) die("shmget");
    if ((set = semget(s, COUNT, flags)) == -1) die("semget");
    if ((board = shmat(segment, NULL, 0)) == (void*)-1) die("shmat");
}

static inline void shut(void) {
    struct sembuf stand_in_line[] = {{WAITING, 1, SEM_UNDO}};
    struct sembuf enter[] = {{READING, 0, 0}, {WRITING, 0, 0}, {WRITING, 1, SEM_UNDO}, {WAITING, -1, SEM_UNDO}};
    operate(1, stand_in_line);
    operate(4, enter);
}
