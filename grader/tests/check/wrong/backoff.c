// expect: livelock at backoff.c
// Asks for a type that nobody sends, for ever.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
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
    while (msgrcv(queue, &letter, sizeof letter.text, 2, IPC_NOWAIT) == -1) { // <-- here
        if (errno != ENOMSG) die("msgrcv");
        sleep(1);
    }
    if (wait(NULL) != child) die("wait");
    return 0;
}
