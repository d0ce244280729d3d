// A message begins with a long: that is where the kernel looks for its type (msgop(2)).
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
static struct letter letter;
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
        if (msgrcv(queue, &letter, sizeof letter.text, 2, 0) == -1) die("msgrcv");
        printf("%s\n", letter.text);
        exit(0);
    }
    letter.type = 2;
    strcpy(letter.text, "good morning");
    if (msgsnd(queue, &letter, strlen(letter.text) + 1, 0) == -1) die("msgsnd");
    int status = 0;
    if (wait(&status) != child) die("wait");
    return status != 0;
}
