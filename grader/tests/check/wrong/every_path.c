// expect: deadlock at every_path.c
// For odd numbers the lock is not given back.
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
    if (semop(set, &op, 1) == -1) die("semop"); // <-- here
}
static int work(int number) {
    change(-1);
    if (number % 2 != 0) return -1;
    change(+1);
    return number / 2;
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 1, 0600)) == -1) die("semget");
    if (semctl(set, 0, SETVAL, (union semun){.val = 1}) == -1) die("semctl");
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) _exit(work(3) == -1 ? 0 : 1);
    const int half = work(4);
    int status = 0;
    if (wait(&status) != child) die("wait");
    return half == 2 && status == 0 ? 0 : 1;
}
