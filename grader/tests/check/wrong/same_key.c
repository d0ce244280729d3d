// expect: private-object-not-shared at same_key.c
// IPC_PRIVATE gives each of the two programs a queue of its own.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct letter {
    long type;
    char text[8];
};

static void die(const char *what) {
    perror(what);
    exit(1);
}
static int open_queue(const char *program) {
    (void)program;
    const int queue = msgget(IPC_PRIVATE, IPC_CREAT | 0600); // <-- here
    if (queue == -1) die("msgget");
    return queue;
}

int main(int argc, char **argv) {
    const int queue = open_queue(argv[0]);
    struct letter letter = {1, "work"};
    if (argc > 1) {
        if (msgrcv(queue, &letter, sizeof letter.text, 1, 0) == -1) die("msgrcv");
        printf("%s\n", letter.text);
        return 0;
    }
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        execl(argv[0], argv[0], "worker", (char *)NULL);
        die("exec");
    }
    if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) die("msgsnd");
    int status = 0;
    if (wait(&status) != child) die("wait");
    if (msgctl(queue, IPC_RMID, NULL) == -1) die("msgctl");
    return status != 0;
}
