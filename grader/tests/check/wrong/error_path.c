// expect: leaked-object at error_path.c
// Where nothing was in the queue, the program leaves without removing it.
#include <errno.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>

struct letter {
    long type;
    char text[16];
};

int main(void) {
    const int queue = msgget(IPC_PRIVATE, 0600); // <-- here
    if (queue == -1) {
        perror("msgget");
        return 1;
    }
    struct letter letter;
    const ssize_t length = msgrcv(queue, &letter, sizeof letter.text, 0, IPC_NOWAIT);
    if (length == -1 && errno == ENOMSG) {
        puts("nothing there");
        return 0;
    }
    if (msgctl(queue, IPC_RMID, NULL) == -1) {
        perror("msgctl");
        return 1;
    }
    return length == -1;
}
