// expect: data-race at readers_writers.c
// The readers count themselves without the lock.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { lock, room, readers = 2 };
union semun { unsigned short *array; };
struct shared {
    int reading, a, b;
};
static int set = -1, shm = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() != owner) return;
    if (set != -1) semctl(set, 0, IPC_RMID);
    if (shm != -1) shmctl(shm, IPC_RMID, NULL);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}
static void change(unsigned short num, int by) {
    struct sembuf op = {num, (short)by, 0};
    if (semop(set, &op, 1) == -1) die("semop");
}
static int look(struct shared *shared) {
    if (++shared->reading == 1) change(room, -1); // <-- here
    const int same = shared->a == shared->b; // <-- here
    if (--shared->reading == 0) change(room, +1); // <-- here
    return same;
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 2, 0600)) == -1) die("semget");
    unsigned short ones[] = {1, 1};
    if (semctl(set, 0, SETALL, (union semun){.array = ones}) == -1) die("semctl");
    if ((shm = shmget(IPC_PRIVATE, sizeof(struct shared), 0600)) == -1) die("shmget");
    struct shared *shared = shmat(shm, NULL, 0);
    if (shared == (void *)-1) die("shmat");
    for (int i = 0; i < readers; i++) {
        const pid_t child = fork();
        if (child == -1) die("fork");
        if (child == 0) _exit(look(shared) ? 0 : 1);
    }
    change(room, -1);
    shared->a = 1;
    shared->b = 1;
    change(room, +1);
    int failed = 0, status = 0;
    for (int i = 0; i < readers; i++) {
        if (wait(&status) == -1) die("wait");
        failed |= status;
    }
    return failed != 0;
}
