// expect: deadlock at lost_wakeup.c
// Looks whether the other is ready, then waits: between the two the other can become ready, see that nobody waits, and wake
// nobody.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ready, wake };
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
static void change(unsigned short num, int by) {
    struct sembuf op = {num, (short)by, 0};
    if (semop(set, &op, 1) == -1) die("semop"); // <-- here
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 2, 0600)) == -1) die("semget"); // a new semaphore is 0 on Linux
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        if (semctl(set, ready, SETVAL, (union semun){.val = 1}) == -1) die("SETVAL");
        const int waiting = semctl(set, wake, GETNCNT);
        if (waiting == -1) die("GETNCNT");
        if (waiting > 0) change(wake, +1);
        _exit(0);
    }
    const int is_ready = semctl(set, ready, GETVAL);
    if (is_ready == -1) die("GETVAL");
    if (!is_ready) change(wake, -1);
    if (wait(NULL) != child) die("wait");
    return 0;
}
