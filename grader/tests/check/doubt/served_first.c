// expect: advice deadlock at served_first.c
// Of two that wait for one semaphore, the one who came first is to get it: the other waits for what that one does then. Linux
// serves who came first; POSIX does not promise it.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

enum { turn, note };
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
/// Until so many wait for their turn: the question is repeated without a sleep, which costs nothing here.
static void await_waiters(int count) {
    for (;;) {
        const int waiting = semctl(set, turn, GETNCNT);
        if (waiting == -1) die("GETNCNT");
        if (waiting >= count) return;
    }
}
static pid_t start(void (*work)(void)) {
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child > 0) return child;
    work();
    _exit(0);
}
static void first(void) {
    change(turn, -1);
    change(note, +1);
}
static void second(void) {
    change(turn, -1);
    change(note, -1);
    change(turn, +1);
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 2, 0600)) == -1) die("semget"); // a new semaphore is 0 on Linux
    start(first);
    await_waiters(1);
    start(second);
    await_waiters(2);
    change(turn, +1);
    if (wait(NULL) == -1) die("wait");
    change(turn, +1);
    if (wait(NULL) == -1) die("wait");
    return 0;
}
