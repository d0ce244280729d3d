// Asks a queue that may be empty; the queue is removed whether there was something or not.
#include <errno.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>

struct letter {
    long type;
    char text[16];
};

int main(void) {
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) {
        perror("msgget");
        return 1;
    }
    struct letter letter;
    const ssize_t length = msgrcv(queue, &letter, sizeof letter.text, 0, IPC_NOWAIT);
    const int error = errno;
    if (msgctl(queue, IPC_RMID, NULL) == -1) {
        perror("msgctl");
        return 1;
    }
    if (length == -1 && error == ENOMSG) puts("nothing there");
    return length == -1 && error == ENOMSG ? 0 : 1;
}
