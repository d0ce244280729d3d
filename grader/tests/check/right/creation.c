// Whoever comes first makes the queue; who comes second finds it. The loop ends: the queue may go away between the two calls once.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

enum { key = 0x1ab5 };

static void die(const char *what) {
    perror(what);
    exit(1);
}
static int open_queue(void) {
    for (int tries = 0; tries < 10; tries++) {
        int queue = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
        if (queue != -1) return queue;
        if (errno != EEXIST) die("msgget");
        queue = msgget(key, 0600);
        if (queue != -1) return queue;
        if (errno != ENOENT) die("msgget");
    }
    fputs("it comes and goes\n", stderr);
    exit(1);
}

int main(void) {
    const pid_t child = fork();
    if (child == -1) die("fork");
    const int queue = open_queue();
    if (child == 0) _exit(0);
    int status = 0;
    if (wait(&status) != child) die("wait");
    if (msgctl(queue, IPC_RMID, NULL) == -1) die("msgctl");
    return status != 0;
}
