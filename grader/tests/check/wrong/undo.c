// expect: undo-one-sided at undo.c
// P is undone at the end of the process, V is not: the kernel gives the lock back once more.
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
    struct sembuf op = {0, (short)by, by < 0 ? SEM_UNDO : 0};
    if (semop(set, &op, 1) == -1) die("semop"); // <-- here
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 1, 0600)) == -1) die("semget");
    if (semctl(set, 0, SETVAL, (union semun){.val = 1}) == -1) die("semctl");
    for (int i = 0; i < 2; i++) {
        const pid_t child = fork();
        if (child == -1) die("fork");
        if (child > 0) continue;
        change(-1);
        change(+1);
        _exit(0);
    }
    for (int i = 0; i < 2; i++)
        if (wait(NULL) == -1) die("wait");
    const int value = semctl(set, 0, GETVAL);
    printf("%d\n", value);
    return value == 1 ? 0 : 1;
}
