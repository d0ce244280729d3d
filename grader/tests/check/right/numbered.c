// A set of two semaphores has the numbers 0 and 1.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

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
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        change(0, +1);
        change(1, -1);
        _exit(0);
    }
    change(0, -1);
    change(1, +1);
    if (wait(NULL) != child) die("wait");
    return 0;
}
