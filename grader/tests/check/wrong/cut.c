// expect: advice truncated-silently at cut.c
// MSG_NOERROR cuts the letter, and the program takes what is left for the whole.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

static int queue = -1;

static void clean(void) {
    if (queue != -1) msgctl(queue, IPC_RMID, NULL);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}

int main(void) {
    atexit(clean);
    if ((queue = msgget(IPC_PRIVATE, 0600)) == -1) die("msgget");
    struct {
        long type;
        char text[32];
    } whole = {1, "subject: the rest is long"};
    if (msgsnd(queue, &whole, strlen(whole.text), 0) == -1) die("msgsnd");
    struct {
        long type;
        char text[8];
    } head;
    if (msgrcv(queue, &head, sizeof head.text - 1, 0, MSG_NOERROR) == -1) die("msgrcv"); // <-- here
    head.text[7] = '\0';
    puts(head.text);
    return 0;
}
