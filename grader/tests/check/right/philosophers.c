// Five philosophers, two meals each. Everybody takes the fork with the smaller number first. Each is waited for by its pid: a
// wait for any child gives other answers in each order in which they leave.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

enum { count = 5, meals = 2 };
union semun { unsigned short *array; };
static int forks = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() == owner && forks != -1) semctl(forks, 0, IPC_RMID);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}
static void change(int num, int by) {
    struct sembuf op = {(unsigned short)num, (short)by, 0};
    if (semop(forks, &op, 1) == -1) die("semop");
}
static void dine(int seat) {
    const int left = seat, right = (seat + 1) % count;
    const int first = left < right ? left : right, second = left < right ? right : left;
    for (int meal = 0; meal < meals; meal++) {
        change(first, -1);
        change(second, -1);
        change(second, +1);
        change(first, +1);
    }
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((forks = semget(IPC_PRIVATE, count, 0600)) == -1) die("semget");
    unsigned short ones[count] = {1, 1, 1, 1, 1};
    if (semctl(forks, 0, SETALL, (union semun){.array = ones}) == -1) die("semctl");
    pid_t children[count];
    for (int seat = 0; seat < count; seat++) {
        const pid_t child = fork();
        if (child == -1) die("fork");
        if (child == 0) {
            dine(seat);
            _exit(0);
        }
        children[seat] = child;
    }
    for (int seat = 0; seat < count; seat++)
        if (waitpid(children[seat], NULL, 0) == -1) die("waitpid");
    return 0;
}
