// Only the first bytes matter, and the program says so: MSG_NOERROR, and the length that came is what it uses.
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
        char text[7];
    } head;
    const ssize_t length = msgrcv(queue, &head, sizeof head.text, 0, MSG_NOERROR);
    if (length == -1) die("msgrcv");
    printf("%.*s…\n", (int)length, head.text);
    return 0;
}
