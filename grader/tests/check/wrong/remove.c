// expect: leaked-object at remove.c
// The queue is never removed.
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

struct letter {
    long type;
    char text[8];
};

int main(void) {
    const int queue = msgget(IPC_PRIVATE, 0600); // <-- here
    if (queue == -1) {
        perror("msgget");
        return 1;
    }
    struct letter letter = {1, "hello"};
    int failed = msgsnd(queue, &letter, strlen(letter.text) + 1, 0);
    struct msqid_ds state;
    failed |= msgctl(queue, IPC_STAT, &state);
    if (failed) perror("queue");
    else printf("%lu message\n", (unsigned long)state.msg_qnum);
    return failed ? 1 : 0;
}
