// SEM_UNDO: what the kernel gives back when a process ends. The child's way of ending is the argument.
#include "show.h"

#include <signal.h>

static int set;

static void take(void) {
    operate(set, 0, -1, SEM_UNDO);
    struct sembuf both[2] = {{1, 2, SEM_UNDO}, {2, -1, 0}};
    semop(set, both, 2);
}

static void child(const char* how, char** argv) {
    take();
    if (strcmp(how, "exit") == 0) exit(0);
    if (strcmp(how, "kill") == 0) raise(SIGKILL);
    if (strcmp(how, "fork") == 0) {
        if (fork() == 0) _exit(0); // ends first, and gives nothing back
        ended();
        show("after the grandchild's end", value(set, 0));
        exit(0);
    }
    if (strcmp(how, "exec") == 0) {
        char id[20];
        snprintf(id, sizeof id, "%d", set);
        char* arguments[] = {argv[0], (char*)"later", id, NULL};
        execv("/proc/self/exe", arguments);
    }
    if (strcmp(how, "setval") == 0) {
        union semun one = {.val = 1};
        semctl(set, 0, SETVAL, one); // forgets what would have been given back
        exit(0);
    }
    _exit(9);
}

int main(int argc, char** argv) {
    if (argc == 3) { // after the exec
        set = atoi(argv[2]);
        show("after exec", value(set, 0));
        return 0;
    }
    unsigned short values[3] = {1, 0, 5};
    union semun all = {.array = values};
    set = semget(IPC_PRIVATE, 3, 0600);
    semctl(set, 0, SETALL, all);
    if (fork() == 0) child(argv[1], argv);
    show("child", ended());
    for (int number = 0; number < 3; ++number)
        show("value", value(set, number));
    semctl(set, 0, IPC_RMID);
    return 0;
}
