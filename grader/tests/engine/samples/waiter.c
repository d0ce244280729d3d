// A child waits for its parent in the call of the first argument and tells how that came out; with "handler" it handles SIGUSR1.
// The parent helps only once it has slept: by then the child waits.
#include "show.h"

#include <signal.h>

static volatile sig_atomic_t handled;
static void on_signal(int signo) { handled += signo == SIGUSR1; }

int main(int argc, char** argv) {
    const int set = semget(IPC_PRIVATE, 1, 0600);
    const int queue = msgget(IPC_PRIVATE, 0600);
    struct letter letter = {1, "x"};
    if (fork() == 0) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = on_signal;
        action.sa_flags = SA_RESTART;
        if (argc > 2 && strcmp(argv[2], "handler") == 0) sigaction(SIGUSR1, &action, NULL);
        const int semaphore = strcmp(argv[1], "semop") == 0;
        while (show(argv[1], semaphore ? operate(set, 0, -1, 0) : msgrcv(queue, &letter, 64, 0, 0)) == -1)
            show("handled", handled);
        _exit(0);
    }
    sleep(1);
    operate(set, 0, 1, 0);
    msgsnd(queue, &letter, 1, 0);
    show("child", ended());
    semctl(set, 0, IPC_RMID);
    msgctl(queue, IPC_RMID, NULL);
    return 0;
}
