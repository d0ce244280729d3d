// Two processes need the same two locks; both take them in the same order.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

union semun { unsigned short *array; };
static int set = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() == owner && set != -1) semctl(set, 0, IPC_RMID);
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
    if ((set = semget(IPC_PRIVATE, 2, 0600)) == -1) die("semget");
    unsigned short ones[] = {1, 1};
    if (semctl(set, 0, SETALL, (union semun){.array = ones}) == -1) die("semctl");
    const pid_t child = fork();
    if (child == -1) die("fork");
    change(0, -1);
    change(1, -1);
    change(1, +1);
    change(0, +1);
    if (child == 0) _exit(0);
    if (wait(NULL) != child) die("wait");
    return 0;
}
