// Two producers and a consumer share a ring of two places: one semaphore counts what is free, one what is full, one is the lock.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { slots, items, lock, places = 2, producers = 2, each = 2 };
union semun { unsigned short *array; };
struct ring {
    int in, out, item[places];
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

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 3, 0600)) == -1) die("semget");
    if ((shm = shmget(IPC_PRIVATE, sizeof(struct ring), 0600)) == -1) die("shmget");
    unsigned short start[] = {[slots] = places, [items] = 0, [lock] = 1};
    if (semctl(set, 0, SETALL, (union semun){.array = start}) == -1) die("semctl");
    struct ring *ring = shmat(shm, NULL, 0);
    if (ring == (void *)-1) die("shmat");
    for (int i = 0; i < producers; i++) {
        const pid_t child = fork();
        if (child == -1) die("fork");
        if (child > 0) continue;
        for (int j = 0; j < each; j++) {
            change(slots, -1);
            change(lock, -1);
            ring->item[ring->in] = 1;
            ring->in = (ring->in + 1) % places;
            change(lock, +1);
            change(items, +1);
        }
        _exit(0);
    }
    int sum = 0;
    for (int i = 0; i < producers * each; i++) {
        change(items, -1);
        change(lock, -1);
        sum += ring->item[ring->out];
        ring->out = (ring->out + 1) % places;
        change(lock, +1);
        change(slots, +1);
    }
    for (int i = 0; i < producers; i++)
        if (wait(NULL) == -1) die("wait");
    return sum == producers * each ? 0 : 1;
}
