// expect: deadlock at two_queues.c
// Both wait for the other to begin.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct letter {
    long type;
    int number;
};
static int there = -1, back = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() != owner) return;
    if (there != -1) msgctl(there, IPC_RMID, NULL);
    if (back != -1) msgctl(back, IPC_RMID, NULL);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}
static void put(int queue, int number) {
    struct letter letter = {1, number};
    if (msgsnd(queue, &letter, sizeof letter.number, 0) == -1) die("msgsnd");
}
static int get(int queue) {
    struct letter letter;
    if (msgrcv(queue, &letter, sizeof letter.number, 0, 0) == -1) die("msgrcv"); // <-- here
    return letter.number;
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((there = msgget(IPC_PRIVATE, 0600)) == -1 || (back = msgget(IPC_PRIVATE, 0600)) == -1) die("msgget");
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        put(back, get(there) + 1);
        exit(0);
    }
    const int answer = get(back);
    put(there, 41);
    if (wait(NULL) != child) die("wait");
    printf("%d\n", answer);
    return answer == 42 ? 0 : 1;
}
