// expect: unchecked-failure at worker.c
// The worker asks for a queue that does not exist, and uses the -1 that it gets as an id.
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
static int queue = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() == owner && queue != -1) msgctl(queue, IPC_RMID, NULL);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}

int main(int argc, char **argv) {
    struct letter letter = {1, "work"};
    if (argc > 1) {
        if (argv[1][0] == 0) die("argument");
        const int id = msgget(0x77, 0600); // <-- here
        msgrcv(id, &letter, sizeof letter.text, 0, 0);
        printf("%s\n", letter.text);
        return 0;
    }
    owner = getpid();
    atexit(clean);
    if ((queue = msgget(IPC_PRIVATE, 0600)) == -1) die("msgget");
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        char id[16];
        snprintf(id, sizeof id, "%d", queue);
        execl(argv[0], argv[0], id, (char *)NULL);
        die("exec");
    }
    if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) die("msgsnd");
    int status = 0;
    if (wait(&status) != child) die("wait");
    return status != 0;
}
