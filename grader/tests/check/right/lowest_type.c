// A negative type asks for the lowest type up to its absolute value.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct letter {
    long type;
    char text[4];
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
    if (child == 0) {
        for (long type = 3; type >= 1; type--) {
            struct letter letter = {type, "abc"};
            if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) die("msgsnd");
        }
        exit(0);
    }
    int status = 0;
    if (wait(&status) != child || status != 0) die("wait");
    for (long type = 1; type <= 3; type++) {
        struct letter letter;
        if (msgrcv(queue, &letter, sizeof letter.text, -3, 0) == -1) die("msgrcv");
        if (letter.type != type) return 1;
    }
    return 0;
}
