// Programs that do what a grader must survive: the argument says what.
#include "show.h"

#include <signal.h>

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const char* kind = argv[1];
    if (strcmp(kind, "loop") == 0)
        for (;;) {
        }
    if (strcmp(kind, "hold") == 0) {
        msgget(IPC_PRIVATE, 0600);
        for (;;) {
        }
    }
    if (strcmp(kind, "flood") == 0)
        for (;;)
            puts("and on and on");
    if (strcmp(kind, "bomb") == 0)
        for (;;)
            fork();
    if (strcmp(kind, "poll") == 0) {
        struct letter letter;
        const int queue = msgget(IPC_PRIVATE, 0600);
        while (msgrcv(queue, &letter, 64, 0, IPC_NOWAIT) == -1) {
        }
    }
    if (strcmp(kind, "daemon") == 0) {
        msgget(IPC_PRIVATE, 0600);
        puts("off it goes");
        if (daemon(1, 1) == -1) return 1;
        for (;;)
            sleep(1);
    }
    if (strcmp(kind, "kill") == 0) {
        show("kill(getppid())", kill(getppid(), SIGKILL));
        show("kill(1)", kill(1, SIGKILL));
        kill(-1, SIGKILL); // the sender itself is not meant
        puts("still here");
        kill(0, SIGKILL);
    }
    if (strcmp(kind, "stray") == 0) {
        if (fork() == 0)
            for (;;)
                pause();
    }
    return 0;
}
