// Each call once, and again where it has failed; what the kernel has seen of it is told in between.
#include "show.h"

static void tell(int queue, int set) {
    struct msqid_ds state;
    msgctl(queue, IPC_STAT, &state);
    printf("%d message(s), value %d\n", (int)state.msg_qnum, value(set, 0));
}

int main(void) {
    int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) {
        show("msgget", queue);
        queue = msgget(IPC_PRIVATE, 0600);
    }
    const int set = semget(IPC_PRIVATE, 1, 0600);
    struct letter letter = {1, "x"};
    while (show("semop", operate(set, 0, 1, 0)) == -1)
        tell(queue, set);
    while (show("msgsnd", msgsnd(queue, &letter, 1, 0)) == -1)
        tell(queue, set);
    while (show("msgrcv", msgrcv(queue, &letter, 64, 0, 0)) == -1)
        tell(queue, set);
    tell(queue, set);
    msgctl(queue, IPC_RMID, NULL);
    semctl(set, 0, IPC_RMID);
    return 0;
}
