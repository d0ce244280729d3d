// A number of rounds between two processes: "queue" or "semaphore".
#include "show.h"

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const int rounds = atoi(argv[2]);
    if (strcmp(argv[1], "queue") == 0) {
        struct letter letter = {1, "ping"};
        const int queue = msgget(IPC_PRIVATE, 0600);
        if (fork() == 0) {
            for (int i = 0; i < rounds; ++i) {
                msgrcv(queue, &letter, sizeof letter.mtext, 1, 0);
                letter.mtype = 2;
                msgsnd(queue, &letter, sizeof letter.mtext, 0);
            }
            return 0;
        }
        for (int i = 0; i < rounds; ++i) {
            letter.mtype = 1;
            msgsnd(queue, &letter, sizeof letter.mtext, 0);
            msgrcv(queue, &letter, sizeof letter.mtext, 2, 0);
        }
        wait(NULL);
        return msgctl(queue, IPC_RMID, NULL);
    }
    const int set = semget(IPC_PRIVATE, 2, 0600);
    const int pid = fork();
    for (int i = 0; i < rounds; ++i) {
        if (pid == 0) operate(set, 0, -1, 0);
        operate(set, pid == 0 ? 1 : 0, 1, 0);
        if (pid != 0) operate(set, 1, -1, 0);
    }
    if (pid == 0) return 0;
    wait(NULL);
    return semctl(set, 0, IPC_RMID);
}
