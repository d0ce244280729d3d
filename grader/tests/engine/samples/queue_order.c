// Parts of plays on one queue, which all find by its key.
#include "show.h"

static int receive(int queue, long type) {
    struct letter letter;
    const ssize_t size = msgrcv(queue, &letter, sizeof letter.mtext, type, 0);
    if (size == -1) return show("msgrcv", size) != 0;
    printf("%ld\n", letter.mtype);
    return 0;
}

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const char* part = argv[1];
    const int queue = msgget(0x51, IPC_CREAT | 0600);
    struct letter letter = {1, "x"};
    if (strcmp(part, "create") == 0) return receive(queue, 99);
    if (strcmp(part, "create-and-receive") == 0) return receive(queue, 0);
    if (strcmp(part, "receive") == 0) return receive(queue, atol(argv[2]));
    if (strncmp(part, "send", 4) == 0)
        for (int i = 2; i < argc; ++i) {
            letter.mtype = atol(argv[i]);
            msgsnd(queue, &letter, 1, 0);
        }
    if (strcmp(part, "send-and-remove") == 0) msgctl(queue, IPC_RMID, NULL);
    if (strcmp(part, "remove") == 0) {
        msgctl(queue, IPC_RMID, NULL);
        receive(queue, 0);
    }
    if (strcmp(part, "overfill") == 0) {
        struct msqid_ds state;
        msgctl(queue, IPC_STAT, &state);
        state.msg_qbytes = 2;
        msgctl(queue, IPC_SET, &state);
        for (int i = 0; i < 3; ++i) {
            letter.mtype = 1 + i;
            if (msgsnd(queue, &letter, 1, 0) == -1) return 1;
        }
    }
    return 0;
}
