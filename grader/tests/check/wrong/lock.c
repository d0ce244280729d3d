// expect: result-used-as-lock at lock.c
// GETVAL, then SETVAL: between the two calls the other can see the same value.
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

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 1, 0600)) == -1) die("semget");
    if (semctl(set, 0, SETVAL, (union semun){.val = 1}) == -1) die("semctl");
    const pid_t child = fork();
    if (child == -1) die("fork");
    for (int i = 0; i < 2; i++) {
        for (int value = 0; value != 1;)
            if ((value = semctl(set, 0, GETVAL)) == -1) die("GETVAL");
        if (semctl(set, 0, SETVAL, (union semun){.val = 0}) == -1) die("SETVAL"); // <-- here
        printf("%s is in\n", child == 0 ? "child" : "parent");
        fflush(stdout);
        if (semctl(set, 0, SETVAL, (union semun){.val = 1}) == -1) die("SETVAL");
    }
    if (child == 0) _exit(0);
    if (wait(NULL) != child) die("wait");
    return 0;
}
