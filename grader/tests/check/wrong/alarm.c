// expect: deadlock at alarm.c
// Looks, then waits for the signal to interrupt it. Where it comes in between, nothing wakes semop any more.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

static int set = -1;

static void clean(void) {
    if (set != -1) semctl(set, 0, IPC_RMID);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}
static void on_alarm(int signo) { (void)signo; }

int main(void) {
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 1, 0600)) == -1) die("semget");
    struct sigaction action = {.sa_handler = on_alarm};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGALRM, &action, NULL) == -1) die("sigaction");
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) _exit(kill(getppid(), SIGALRM) == -1);
    printf("%d\n", semctl(set, 0, GETVAL));
    struct sembuf down = {0, -1, 0};
    if (semop(set, &down, 1) == 0) return 1; // <-- here
    if (errno != EINTR) die("semop");
    if (wait(NULL) != child) die("wait");
    puts("time is over");
    return 0;
}
