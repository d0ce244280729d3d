// Each way in which a call on a message queue can end, in one process.
#include "show.h"

int main(void) {
    const key_t key = 0x4c;
    struct letter letter = {3, "hello"};
    struct msqid_ds state;

    show("msgget", msgget(key, 0));
    const int queue = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
    show("msgget", queue >= 0);
    show("msgget", msgget(key, IPC_CREAT | IPC_EXCL | 0600));
    show("msgsnd", msgsnd(queue, &letter, 5, 0));
    letter.mtype = 0;
    show("msgsnd", msgsnd(queue, &letter, 5, 0));
    show("msgsnd", msgsnd(queue, (void*)8, 5, 0));
    letter.mtype = 1;
    show("msgsnd", msgsnd(queue, &letter, 100000, 0));
    show("msgsnd", msgsnd(queue, &letter, -1, 0));
    show("msgrcv", msgrcv(queue, &letter, 2, 3, 0));
    show("msgrcv", msgrcv(queue, &letter, 2, 3, MSG_NOERROR));
    show("msgrcv", msgrcv(queue, &letter, 64, 0, IPC_NOWAIT));
    show("msgrcv", msgrcv(queue, &letter, -1, 0, 0));
    for (int type = 5; type > 0; type -= 2) {
        letter.mtype = type;
        letter.mtext[0] = (char)('0' + type);
        show("msgsnd", msgsnd(queue, &letter, 1, 0));
    }
    show("msgrcv", msgrcv(queue, &letter, 64, 1, MSG_COPY | IPC_NOWAIT));
    show("msgrcv", msgrcv(queue, &letter, 64, -4, 0));
    show("msgrcv", msgrcv(queue, &letter, 64, 3, MSG_EXCEPT));
    show("msgctl", msgctl(queue, IPC_STAT, &state));
    show("msgrcv", msgrcv(queue, (void*)8, 64, 0, 0)); // takes the message away and then cannot deliver it
    show("msgrcv", msgrcv(queue, &letter, 64, 0, IPC_NOWAIT));

    state.msg_qbytes = 10;
    show("msgctl", msgctl(queue, IPC_SET, &state));
    show("msgsnd", msgsnd(queue, &letter, 8, 0));
    show("msgsnd", msgsnd(queue, &letter, 8, IPC_NOWAIT));
    show("msgctl", msgctl(queue, 99, NULL));
    show("msgctl", msgctl(queue, IPC_STAT, (void*)8));
    show("msgctl", msgctl(queue, IPC_RMID, NULL));
    show("msgsnd", msgsnd(queue, &letter, 8, 0));

    const int closed = msgget(IPC_PRIVATE, 0);
    show("msgsnd", msgsnd(closed, &letter, 8, 0));
    show("msgrcv", msgrcv(closed, &letter, 8, 0, 0));
    show("msgctl", msgctl(closed, IPC_STAT, &state));
    show("msgctl", msgctl(closed, IPC_RMID, NULL));
    return 0;
}
