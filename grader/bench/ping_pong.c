/* What the benchmark runs: "queue" or "semaphore" and a number of rounds; or "deadlock". */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

struct letter {
    long mtype;
    char mtext[32];
};

static int messages(int rounds) {
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

static void operate(int set, unsigned short number, short change) {
    struct sembuf operation = {number, change, 0};
    semop(set, &operation, 1);
}

static int semaphores(int rounds) {
    const int set = semget(IPC_PRIVATE, 2, 0600);
    if (fork() == 0) {
        for (int i = 0; i < rounds; ++i) {
            operate(set, 0, -1);
            operate(set, 1, 1);
        }
        return 0;
    }
    for (int i = 0; i < rounds; ++i) {
        operate(set, 0, 1);
        operate(set, 1, -1);
    }
    wait(NULL);
    return semctl(set, 0, IPC_RMID);
}

static int deadlock(void) {
    const int set = semget(IPC_PRIVATE, 2, 0600);
    if (fork() == 0) operate(set, 0, -1);
    operate(set, 1, -1);
    return 0;
}

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    if (strcmp(argv[1], "queue") == 0) return messages(atoi(argv[2]));
    if (strcmp(argv[1], "semaphore") == 0) return semaphores(atoi(argv[2]));
    return deadlock();
}
