// Four processes add to one number in shared memory, ten times each; a semaphore lets one of them at it at a time.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

union semun { int val; };
static int sem = -1, shm = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() != owner) return;
    if (sem != -1) semctl(sem, 0, IPC_RMID);
    if (shm != -1) shmctl(shm, IPC_RMID, NULL);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}
static void change(int by) {
    struct sembuf op = {0, (short)by, 0};
    if (semop(sem, &op, 1) == -1) die("semop");
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((sem = semget(IPC_PRIVATE, 1, 0600)) == -1) die("semget");
    if (semctl(sem, 0, SETVAL, (union semun){.val = 1}) == -1) die("semctl");
    if ((shm = shmget(IPC_PRIVATE, sizeof(int), 0600)) == -1) die("shmget");
    int *counter = shmat(shm, NULL, 0);
    if (counter == (void *)-1) die("shmat");
    for (int i = 0; i < 4; i++) {
        const pid_t child = fork();
        if (child == -1) die("fork");
        if (child > 0) continue;
        for (int j = 0; j < 10; j++) {
            change(-1);
            *counter = *counter + 1;
            change(+1);
        }
        _exit(0);
    }
    for (int i = 0; i < 4; i++) {
        int status = 0;
        if (wait(&status) == -1 || status != 0) die("wait");
    }
    printf("%d\n", *counter);
    return *counter == 40 ? 0 : 1;
}
