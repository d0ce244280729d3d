// One server, three clients; each client has a queue of its own for the answer.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

enum { clients = 3 };
struct letter {
    long type;
    struct {
        int answer_to, number;
    } body;
};
static int requests = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() == owner && requests != -1) msgctl(requests, IPC_RMID, NULL);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}
static int client(int number) {
    const int mine = msgget(IPC_PRIVATE, 0600);
    if (mine == -1) die("msgget");
    struct letter letter = {1, {mine, number}};
    const int failed = msgsnd(requests, &letter, sizeof letter.body, 0) == -1 ||
                       msgrcv(mine, &letter, sizeof letter.body, 0, 0) == -1 || letter.body.number != -number;
    if (msgctl(mine, IPC_RMID, NULL) == -1) die("msgctl");
    return failed;
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((requests = msgget(IPC_PRIVATE, 0600)) == -1) die("msgget");
    for (int i = 1; i <= clients; i++) {
        const pid_t child = fork();
        if (child == -1) die("fork");
        if (child == 0) exit(client(i));
    }
    for (int i = 0; i < clients; i++) {
        struct letter letter;
        if (msgrcv(requests, &letter, sizeof letter.body, 0, 0) == -1) die("msgrcv");
        letter.body.number = -letter.body.number;
        if (msgsnd(letter.body.answer_to, &letter, sizeof letter.body, 0) == -1) die("msgsnd");
    }
    int failed = 0, status = 0;
    for (int i = 0; i < clients; i++) {
        if (wait(&status) == -1) die("wait");
        failed |= status;
    }
    return failed != 0;
}
