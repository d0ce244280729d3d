// Requests have type 1; the answer to a client has the client's process id as its type.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

enum { request_type = 1, clients = 2 };
struct request {
    long type;
    struct {
        pid_t from;
        int number;
    } body;
};
static int queue = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() == owner && queue != -1) msgctl(queue, IPC_RMID, NULL);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}
static void ask(int number) {
    struct request letter = {request_type, {getpid(), number}};
    if (msgsnd(queue, &letter, sizeof letter.body, 0) == -1) die("msgsnd");
    if (msgrcv(queue, &letter, sizeof letter.body, getpid(), 0) == -1) die("msgrcv");
    exit(letter.body.number == number * number ? 0 : 1);
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((queue = msgget(IPC_PRIVATE, 0600)) == -1) die("msgget");
    for (int i = 0; i < clients; i++) {
        const pid_t child = fork();
        if (child == -1) die("fork");
        if (child == 0) ask(i + 3);
    }
    for (int i = 0; i < clients; i++) {
        struct request letter;
        if (msgrcv(queue, &letter, sizeof letter.body, request_type, 0) == -1) die("msgrcv");
        letter.type = letter.body.from;
        letter.body.number *= letter.body.number;
        if (msgsnd(queue, &letter, sizeof letter.body, 0) == -1) die("msgsnd");
    }
    int failed = 0, status = 0;
    for (int i = 0; i < clients; i++) {
        if (wait(&status) == -1) die("wait");
        failed |= status;
    }
    return failed != 0;
}
