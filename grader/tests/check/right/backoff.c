// Asks without waiting, sleeps a little longer each time, and gives up in the end; what it does when the time is over is right too.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct letter {
    long type;
    char text[8];
};
static int queue = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() == owner && queue != -1) msgctl(queue, IPC_RMID, NULL);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((queue = msgget(IPC_PRIVATE, 0600)) == -1) die("msgget");
    const pid_t child = fork();
    if (child == -1) die("fork");
    struct letter letter = {1, "ready"};
    if (child == 0) {
        if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) die("msgsnd");
        _exit(0);
    }
    for (long ms = 1; ms <= 512; ms *= 2) {
        if (msgrcv(queue, &letter, sizeof letter.text, 0, IPC_NOWAIT) != -1) break;
        if (errno != ENOMSG) die("msgrcv");
        const struct timespec pause = {0, ms * 1000000};
        nanosleep(&pause, NULL);
    }
    if (wait(NULL) != child) die("wait");
    return 0;
}
