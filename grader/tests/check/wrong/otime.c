// expect: initialisation-race at otime.c
// Who does not make the semaphore uses it at once: perhaps before the other has set it up.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

union semun { int val; };
enum { key = 0x50c1 };

static void die(const char *what) {
    perror(what);
    exit(1);
}
static void change(int set, int by) {
    struct sembuf op = {0, (short)by, 0};
    if (semop(set, &op, 1) == -1) die("semop"); // <-- here
}
static int open_lock(void) {
    int set = semget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
    if (set != -1) {
        if (semctl(set, 0, SETVAL, (union semun){.val = 1}) == -1) die("SETVAL");
        return set;
    }
    if (errno != EEXIST || (set = semget(key, 1, 0600)) == -1) die("semget");
    return set;
}

int main(void) {
    const pid_t child = fork();
    if (child == -1) die("fork");
    const int set = open_lock();
    change(set, +1);
    change(set, -1);
    if (child == 0) _exit(0);
    int status = 0;
    if (wait(&status) != child) die("wait");
    if (semctl(set, 0, IPC_RMID) == -1) die("IPC_RMID");
    return status != 0;
}
