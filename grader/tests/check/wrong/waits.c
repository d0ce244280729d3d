// expect: busy-wait at waits.c
// Asks again and again, without a pause, until a letter is there.
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
        for (int i = 0; i < 20; i++)
            sleep(1); // its work takes a while
        if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) die("msgsnd");
        exit(0);
    }
    while (msgrcv(queue, &letter, sizeof letter.text, 0, IPC_NOWAIT) == -1) // <-- here
        if (errno != ENOMSG) die("msgrcv");
    printf("%s\n", letter.text);
    if (wait(NULL) != child) die("wait");
    return 0;
}
