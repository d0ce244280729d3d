// Programs that do what a grader must survive: the argument says what.
#include "show.h"

#include <signal.h>
#include <sys/syscall.h>

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
    if (strcmp(kind, "namespace") == 0) {
        // As clone(2) and clone3(2) have it; unshare(2) is another way.
        const unsigned long user_namespace = 0x10000000, arguments[11] = {user_namespace, [4] = SIGCHLD};
        const long children[] = {syscall(SYS_clone, user_namespace | SIGCHLD, 0, 0, 0, 0),
                                 syscall(SYS_clone3, arguments, sizeof arguments)};
        for (int i = 0; i < 2; ++i)
            if (children[i] == 0) _exit(0);
        printf("%ld %ld\n", children[0], children[1]);
        return 0;
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
