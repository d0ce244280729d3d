// Whoever is interrupted while he waits for a lock asks for it again: the signal has not given it to him.
#include <errno.h>
#include <signal.h>
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
    while (semop(set, &op, 1) == -1)
        if (errno != EINTR) die("semop");
}
static void on_signal(int signo) { (void)signo; }

/* A walk around the house, with the only key. */
static void walk(void) {
    change(-1);
    printf("%d has the key\n", (int)(getpid() != owner));
    change(+1);
}

int main(void) {
    owner = getpid();
    atexit(clean);
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGUSR1, &action, NULL) == -1) die("sigaction");
    if ((set = semget(IPC_PRIVATE, 1, 0600)) == -1) die("semget");
    if (semctl(set, 0, SETVAL, (union semun){.val = 1}) == -1) die("semctl");
    change(-1);
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        walk();
        _exit(0);
    }
    if (kill(child, SIGUSR1) == -1) die("kill");
    change(+1);
    walk();
    int status = 0;
    while (wait(&status) == -1)
        if (errno != EINTR) die("wait");
    return status != 0;
}
