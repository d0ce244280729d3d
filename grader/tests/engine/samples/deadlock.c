// Programs that can never go on: the argument says in which way.
#include "show.h"

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const char* kind = argv[1];
    struct letter letter = {1, "x"};
    if (strcmp(kind, "empty") == 0) {
        const int queue = msgget(IPC_PRIVATE, 0600);
        msgrcv(queue, &letter, sizeof letter.mtext, 7, 0);
    } else if (strcmp(kind, "full") == 0) {
        const int queue = msgget(IPC_PRIVATE, 0600);
        struct msqid_ds state;
        msgctl(queue, IPC_STAT, &state);
        state.msg_qbytes = 100;
        msgctl(queue, IPC_SET, &state);
        for (;;)
            msgsnd(queue, &letter, sizeof letter.mtext, 0);
    } else if (strcmp(kind, "crossed") == 0) {
        const int set = semget(IPC_PRIVATE, 2, 0600);
        operate(set, 0, 1, 0);
        operate(set, 1, 1, 0);
        const int pid = fork();
        const int mine = pid == 0 ? 1 : 0;
        operate(set, mine, -1, 0);
        usleep(1000);
        operate(set, 1 - mine, -1, 0);
    } else if (strcmp(kind, "child") == 0) {
        const int set = semget(IPC_PRIVATE, 1, 0600);
        if (fork() == 0) return operate(set, 0, -1, 0);
        wait(NULL);
    } else if (strcmp(kind, "pipe") == 0) {
        int ends[2];
        if (pipe(ends) == -1) return 2;
        if (fork() == 0) {
            ssize_t got = read(ends[0], &letter, 1); // it has the writing end itself
            return got == 1 ? 0 : 1;
        }
        wait(NULL);
    } else if (strcmp(kind, "zero") == 0) {
        const int set = semget(IPC_PRIVATE, 1, 0600);
        operate(set, 0, 3, 0);
        operate(set, 0, 0, 0);
    }
    return 0;
}
