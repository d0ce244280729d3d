// A timer as a time-out: semop comes back with EINTR when the time is over, and that is what the program wants. The timer goes on,
// for its first signal could come before semop has begun to wait.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/time.h>
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
    const struct itimerval often = {.it_interval = {1, 0}, .it_value = {2, 0}};
    if (setitimer(ITIMER_REAL, &often, NULL) == -1) die("setitimer");
    struct sembuf down = {0, -1, 0};
    if (semop(set, &down, 1) == 0) return 1;
    if (errno != EINTR) die("semop");
    puts("time is over");
    return 0;
}
