// The child writes into the segment and says so with a semaphore; the parent reads afterwards.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

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
static void change(int by) {
    struct sembuf op = {0, (short)by, 0};
    if (semop(set, &op, 1) == -1) die("semop");
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 1, 0600)) == -1) die("semget");
    if ((shm = shmget(IPC_PRIVATE, 32, 0600)) == -1) die("shmget");
    char *text = shmat(shm, NULL, 0);
    if (text == (void *)-1) die("shmat");
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        strcpy(text, "hello");
        change(+1);
        _exit(0);
    }
    change(-1);
    printf("%s\n", text);
    if (wait(NULL) != child) die("wait");
    return 0;
}
