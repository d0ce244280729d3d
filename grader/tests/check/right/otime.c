// Two processes that do not know who comes first share a lock. The one that makes it (IPC_EXCL) sets it up with its first semop;
// the other waits until sem_otime shows that this has happened (Stevens, UNPv2 11.2).
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

union semun { int val; struct semid_ds *buf; };
enum { key = 0x50c1 };

static void die(const char *what) {
    perror(what);
    exit(1);
}
static void change(int set, int by) {
    struct sembuf op = {0, (short)by, 0};
    if (semop(set, &op, 1) == -1) die("semop");
}
static int open_lock(void) {
    int set = semget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
    if (set != -1) {
        if (semctl(set, 0, SETVAL, (union semun){.val = 0}) == -1) die("SETVAL");
        change(set, +1);
        return set;
    }
    if (errno != EEXIST || (set = semget(key, 1, 0600)) == -1) die("semget");
    for (int tries = 0; tries < 100; tries++) {
        struct semid_ds state;
        if (semctl(set, 0, IPC_STAT, (union semun){.buf = &state}) == -1) die("IPC_STAT");
        if (state.sem_otime != 0) return set;
        const struct timespec moment = {0, 1000000};
        nanosleep(&moment, NULL);
    }
    fputs("nobody sets the semaphore up\n", stderr);
    exit(1);
}

int main(void) {
    const pid_t child = fork();
    if (child == -1) die("fork");
    const int set = open_lock();
    change(set, -1);
    change(set, +1);
    if (child == 0) _exit(0);
    int status = 0;
    if (wait(&status) != child) die("wait");
    if (semctl(set, 0, IPC_RMID) == -1) die("IPC_RMID");
    return status != 0;
}
