// expect: deadlock at crossed.c
// Two processes take two locks in opposite order.
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
    if (semop(set, &op, 1) == -1) die("semop"); // <-- here
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 2, 0600)) == -1) die("semget");
    unsigned short ones[] = {1, 1};
    if (semctl(set, 0, SETALL, (union semun){.array = ones}) == -1) die("semctl");
    const pid_t child = fork();
    if (child == -1) die("fork");
    const unsigned short first = child == 0 ? 1 : 0;
    change(first, -1);
    change(1 - first, -1);
    change(1 - first, +1);
    change(first, +1);
    if (child == 0) _exit(0);
    if (wait(NULL) != child) die("wait");
    return 0;
}
