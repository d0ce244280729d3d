// expect: unchecked-failure at creation.c
// The child relies on its parent being first, and does not look whether it was.
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

int main(void) {
    const pid_t child = fork();
    if (child == -1) die("fork");
    const int queue = msgget(key, child == 0 ? 0600 : IPC_CREAT | 0600); // <-- here
    struct msqid_ds state;
    if (msgctl(queue, IPC_STAT, &state) == -1) die("IPC_STAT");
    if (child == 0) _exit(0);
    int status = 0;
    if (wait(&status) != child) die("wait");
    if (msgctl(queue, IPC_RMID, NULL) == -1) die("msgctl");
    return status != 0;
}
