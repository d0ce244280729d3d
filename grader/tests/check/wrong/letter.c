// expect: advice uninitialised-bytes-sent at letter.c
// The whole text is sent, of which only the first bytes were ever written.
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
    struct letter letter;
    if (child == 0) {
        letter.type = 1;
        letter.text[0] = 'x';
        letter.text[1] = '\0';
        if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) die("msgsnd"); // <-- here
        exit(0);
    }
    if (msgrcv(queue, &letter, sizeof letter.text, 0, 0) == -1) die("msgrcv");
    printf("%s\n", letter.text);
    if (wait(NULL) != child) die("wait");
    return 0;
}
