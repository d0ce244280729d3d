// expect: deadlock at turns.c
// Both semaphores begin at 0: nobody begins.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ping, pong, rounds = 3 };
union semun { unsigned short *array; };
static int set = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() == owner && set != -1) semctl(set, 0, IPC_RMID);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}
static void change(int num, int by) {
    struct sembuf op = {(unsigned short)num, (short)by, 0};
    if (semop(set, &op, 1) == -1) die("semop"); // <-- here
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 2, 0600)) == -1) die("semget");
    unsigned short start[] = {[ping] = 0, [pong] = 0};
    if (semctl(set, 0, SETALL, (union semun){.array = start}) == -1) die("semctl");
    const pid_t child = fork();
    if (child == -1) die("fork");
    const int mine = child == 0 ? pong : ping;
    for (int i = 0; i < rounds; i++) {
        change(mine, -1);
        puts(mine == ping ? "ping" : "pong");
        fflush(stdout);
        change(1 - mine, +1);
    }
    if (child == 0) _exit(0);
    if (wait(NULL) != child) die("wait");
    return 0;
}
