// expect: removed-too-early at last_one_out.c
// The parent removes the queue when it has sent its letter; the child may not have read it yet.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct letter {
    long type;
    char text[16];
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
    struct letter letter = {1, "go"};
    if (child == 0) {
        if (msgrcv(queue, &letter, sizeof letter.text, 1, 0) == -1) die("msgrcv");
        printf("child: %s\n", letter.text);
        exit(0);
    }
    if (msgsnd(queue, &letter, strlen(letter.text) + 1, 0) == -1) die("msgsnd");
    if (msgctl(queue, IPC_RMID, NULL) == -1) die("msgctl"); // <-- here
    queue = -1;
    if (wait(NULL) != child) die("wait");
    return 0;
}
