// A child does what the arguments say, and its parent tells what became of it and of two sets: a is {1, 0}, b is {3}.
//   a0-1   semop on semaphore 0 of set a; with a u behind it, SEM_UNDO
//   a0=5   SETVAL
//   die    SIGKILL by its own hand: what a fault must come to
//   fork   what follows is a grandchild's; its parent waits for it
#include "show.h"

#include <signal.h>

static void act(const char* what, const int sets[]) {
    const int set = sets[what[0] - 'a'];
    const int number = what[1] - '0';
    const int change = atoi(what + (what[2] == '=' ? 3 : 2));
    union semun to = {.val = change};
    const int result = what[2] == '=' ? semctl(set, number, SETVAL, to)
                                      : operate(set, number, change, strchr(what, 'u') != NULL ? SEM_UNDO : 0);
    if (result == -1) show(what, result);
}

static void live(int argc, char** argv, const int sets[]) {
    for (int i = 1; i < argc; ++i) {
        if (strcmp(argv[i], "die") == 0) {
            raise(SIGKILL);
        } else if (strcmp(argv[i], "fork") == 0) {
            if (fork() == 0) continue;
            show("grandchild", ended());
            _exit(0);
        } else {
            act(argv[i], sets);
        }
    }
    _exit(0);
}

int main(int argc, char** argv) {
    unsigned short values[2] = {1, 0};
    union semun all = {.array = values};
    union semun three = {.val = 3};
    const int sets[2] = {semget(IPC_PRIVATE, 2, 0600), semget(IPC_PRIVATE, 1, 0600)};
    semctl(sets[0], 0, SETALL, all);
    semctl(sets[1], 0, SETVAL, three);
    const pid_t child = fork();
    if (child == 0) live(argc, argv, sets);
    show("child", ended());
    show("a0", value(sets[0], 0));
    show("a1", value(sets[0], 1));
    show("b0", value(sets[1], 0));
    show("a0 was last changed by the child", semctl(sets[0], 0, GETPID) == child);
    semctl(sets[0], 0, IPC_RMID);
    semctl(sets[1], 0, IPC_RMID);
    return 0;
}
