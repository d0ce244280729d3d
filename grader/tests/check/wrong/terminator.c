// expect: advice missing-terminator at terminator.c
// The text comes without its NUL, and is printed up to the next one, wherever that is.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct letter {
    long type;
    char text[32];
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
    struct letter letter = {.type = 1};
    if (child == 0) {
        for (int i = 0; i < 2; i++) {
            if (msgrcv(queue, &letter, sizeof letter.text - 1, 0, 0) == -1) die("msgrcv"); // <-- here
            printf("%s\n", letter.text);
        }
        exit(0);
    }
    const char *words[] = {"a longer text", "short"};
    for (int i = 0; i < 2; i++) {
        memcpy(letter.text, words[i], strlen(words[i]));
        if (msgsnd(queue, &letter, strlen(words[i]), 0) == -1) die("msgsnd");
    }
    int status = 0;
    if (wait(&status) != child) die("wait");
    return status != 0;
}
