// Prepares, before its entry, a handler that nobody can call but in its template, where it has one; then sends signals there in a
// way that the engine does not see. Prints something where the handler was at work.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static void at_work(int signo) {
    (void)signo;
    close(open("at-work", O_WRONLY | O_CREAT, 0644));
}

static void before_entry(void) {
    struct sigaction action = {.sa_handler = at_work};
    sigaction(SIGUSR1, &action, NULL);
}
__attribute__((section(".preinit_array"), used)) static void (*const first)(void) = before_entry;

int main(void) {
    const int signals[] = {SIGUSR1, SIGSTOP};
    for (int i = 0; i < 2; ++i) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1) return 1;
        fcntl(ends[0], F_SETFL, O_ASYNC);
        fcntl(ends[0], F_SETSIG, signals[i]);
        for (pid_t pid = 20001; pid < 20010; ++pid) {
            if (fcntl(ends[0], F_SETOWN, pid) == -1) continue;
            if (write(ends[1], "x", 1) != 1) return 1;
            for (int turn = 0; turn < 20; ++turn)
                sched_yield();
        }
    }
    if (access("at-work", F_OK) == 0) puts("it was at work");
    return 0;
}
