// expect: undo-on-signalling at event.c
// The V that tells the other is undone when its process ends, as if it had never been.
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

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 1, 0600)) == -1) die("semget");
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        struct sembuf up = {0, +1, SEM_UNDO};
        if (semop(set, &up, 1) == -1) die("semop"); // <-- here
        _exit(0);
    }
    if (wait(NULL) != child) die("wait");
    struct sembuf down = {0, -1, 0};
    if (semop(set, &down, 1) == -1) die("semop");
    return 0;
}
