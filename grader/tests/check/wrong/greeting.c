// expect: uninitialised-bytes-sent at greeting.c
// Five letters are written and sixteen are sent: the receiver cannot know where the text ends, and prints them all.
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
    struct letter letter;
    if (child == 0) {
        const ssize_t length = msgrcv(queue, &letter, sizeof letter.text, 0, 0);
        if (length == -1) die("msgrcv");
        printf("%.*s\n", (int)length, letter.text);
        exit(0);
    }
    letter.type = 1;
    memcpy(letter.text, "hello", strlen("hello"));
    if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) die("msgsnd"); // <-- here
    int status = 0;
    if (wait(&status) != child) die("wait");
    return status != 0;
}
