// Three processes wait for each other: each takes one from the semaphore, then all wait until it is 0.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

enum { count = 3 };
union semun { int val; };
static int set = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() == owner && set != -1) semctl(set, 0, IPC_RMID);
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
    if (semctl(set, 0, SETVAL, (union semun){.val = count}) == -1) die("semctl");
    for (int i = 0; i < count; i++) {
        const pid_t child = fork();
        if (child == -1) die("fork");
        if (child > 0) continue;
        change(-1);
        change(0);
        _exit(0);
    }
    for (int i = 0; i < count; i++)
        if (wait(NULL) == -1) die("wait");
    return 0;
}
