// expect: advice interrupted-call at retry.c
// semop is interrupted by a signal, and the program goes on as if it had got what it waited for.
#include <errno.h>
#include <signal.h>
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
static void change(int by) {
    struct sembuf op = {0, (short)by, 0};
    if (semop(set, &op, 1) == -1 && errno != EINTR) die("semop"); // <-- here
}
static void on_signal(int signo) { (void)signo; }

int main(void) {
    owner = getpid();
    atexit(clean);
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGUSR1, &action, NULL) == -1) die("sigaction");
    if ((set = semget(IPC_PRIVATE, 1, 0600)) == -1) die("semget");
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        if (kill(getppid(), SIGUSR1) == -1) die("kill");
        change(+1);
        _exit(0);
    }
    change(-1);
    puts("it has come");
    if (wait(NULL) != child) die("wait");
    return 0;
}
