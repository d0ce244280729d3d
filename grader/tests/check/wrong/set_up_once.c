// expect: value-reset at set_up_once.c
// Both processes give the semaphore its value: the second one wipes out what has happened since.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

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
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (semctl(set, 0, SETVAL, (union semun){.val = 1}) == -1) die("semctl"); // <-- here
    change(-1);
    change(+1);
    if (child == 0) _exit(0);
    if (wait(NULL) != child) die("wait");
    return 0;
}
