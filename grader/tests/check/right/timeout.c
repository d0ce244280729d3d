// Waits half a second at most (semtimedop), and knows the difference between "it came" and "it did not".
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <time.h>
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

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 1, 0600)) == -1) die("semget");
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        sleep(1);
        struct sembuf up = {0, +1, 0};
        if (semop(set, &up, 1) == -1) die("semop");
        _exit(0);
    }
    struct sembuf down = {0, -1, 0};
    const struct timespec limit = {0, 500000000};
    if (semtimedop(set, &down, 1, &limit) == -1) {
        if (errno != EAGAIN) die("semtimedop");
        puts("it has not come in time");
    } else {
        puts("it came");
    }
    if (wait(NULL) != child) die("wait");
    return 0;
}
