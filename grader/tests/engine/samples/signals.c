// Signals, alarms and pipes. Alarms repeat, so that a slow machine cannot miss the one that it waits for.
#include "show.h"

#include <signal.h>
#include <sys/time.h>
#include <time.h>

static volatile sig_atomic_t alarms, others;
static void on_alarm(int signo) { alarms += signo == SIGALRM; }
static void on_other(int signo) { others += signo != SIGALRM; }

static void handle(int signo, void (*handler)(int), int flags) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigaction(signo, &action, NULL);
}

static void alarm_every(int milliseconds) {
    const struct itimerval every = {{0, milliseconds * 1000}, {0, milliseconds * 1000}};
    setitimer(ITIMER_REAL, &every, NULL);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    int ends[2];
    char byte = 0;
    int status = 0;

    handle(SIGALRM, on_alarm, 0);
    alarm_every(20);
    show("pause", pause());
    const struct timespec long_sleep = {3600, 0};
    struct timespec left = {0, 0};
    show("nanosleep", nanosleep(&long_sleep, &left));
    show("nearly all of it is left", left.tv_sec == 3599 || left.tv_sec == 3598);
    const int set = semget(IPC_PRIVATE, 1, 0600);
    const int queue = msgget(IPC_PRIVATE, 0600);
    struct letter letter = {1, "x"};
    show("semop", operate(set, 0, -1, 0));
    show("msgrcv", msgrcv(queue, &letter, 64, 0, 0));
    if (pipe(ends) == -1) return 1;
    show("read", read(ends[0], &byte, 1));
    handle(SIGALRM, on_alarm, SA_RESTART);
    show("semop", operate(set, 0, -1, 0)); // never restarted, whatever the flag says
    show("msgrcv", msgrcv(queue, &letter, 64, 0, 0));
    alarms = 0;
    const pid_t parent = getpid();
    if (fork() == 0) {
        const struct timespec moment = {0, 60000000};
        nanosleep(&moment, NULL);
        ssize_t n = write(ends[1], "r", 1);
        _exit(n == 1 && getppid() == parent ? 0 : 1);
    }
    show("read", read(ends[0], &byte, 1)); // restarted until the child has written
    show("alarms came meanwhile", alarms > 0);
    show("child", ended());
    alarm_every(0);
    handle(SIGALRM, SIG_DFL, 0);

    // A child's end does not disturb its parent's semop.
    if (fork() == 0) _exit(0);
    if (fork() == 0) _exit(usleep(20000) + operate(set, 0, 1, 0));
    show("semop", operate(set, 0, -1, 0));
    show("children", ended() + ended());

    pid_t child = fork();
    if (child == 0) _exit(pause());
    kill(child, SIGTERM);
    show("SIGTERM", ended());
    child = fork();
    if (child == 0)
        for (;;) {
        }
    kill(child, SIGKILL);
    show("SIGKILL", ended());
    child = fork();
    if (child == 0) {
        raise(SIGSTOP);
        _exit(9);
    }
    show("waitpid", waitpid(child, &status, WUNTRACED) == child);
    show("stopped", WIFSTOPPED(status));
    kill(child, SIGCONT);
    show("SIGCONT", ended());
    if (fork() == 0) {
        alarm(1);
        alarm_every(5);
        for (;;)
            pause();
    }
    show("SIGALRM", ended());
    if (fork() == 0) abort();
    show("SIGABRT", ended());
    if (fork() == 0) {
        volatile int* nowhere = NULL;
        *nowhere = 1;
    }
    show("SIGSEGV", ended());
    close(ends[0]);
    if (fork() == 0) {
        ssize_t n = write(ends[1], "x", 1);
        _exit(n == 1 ? 0 : 1);
    }
    show("SIGPIPE", ended());

    handle(SIGUSR1, on_other, 0);
    raise(SIGUSR1);
    show("handled", others);
    sigset_t two;
    sigemptyset(&two);
    sigaddset(&two, SIGUSR2);
    sigprocmask(SIG_BLOCK, &two, NULL);
    if (fork() == 0) _exit(kill(getppid(), SIGUSR2));
    int signo = 0;
    sigwait(&two, &signo);
    show("sigwait", signo == SIGUSR2);
    ended();
    handle(SIGUSR2, on_other, 0);
    if (fork() == 0) _exit(kill(getppid(), SIGUSR2));
    sigset_t none;
    sigemptyset(&none);
    show("sigsuspend", sigsuspend(&none));
    ended();
    show("handled", others);

    // More than a pipe holds.
    static char many[100000];
    memset(many, 'm', sizeof many);
    if (pipe(ends) == -1) return 1;
    if (fork() == 0) {
        close(ends[0]);
        ssize_t n = write(ends[1], many, sizeof many);
        _exit(n == (ssize_t)sizeof many ? 0 : 1);
    }
    close(ends[1]);
    long total = 0;
    for (ssize_t n = 0; (n = read(ends[0], many, 3000)) > 0;)
        total += n;
    show("bytes", total);
    show("child", ended());
    semctl(set, 0, IPC_RMID);
    msgctl(queue, IPC_RMID, NULL);
    return 3;
}
