// A lost wake-up: who looks at a flag and finds it not set waits, and is told only if it waited already.
#include "crossing.h"

enum { flag, bell };

int main(void) {
    const int set = make_set(2, 0);
    const int child = fork();
    need(child, "fork");
    if (child == 0) {
        if (semctl(set, flag, GETVAL) == 0) change(set, bell, -1);
        exit(0);
    }
    need(semctl(set, flag, SETVAL, 1), "semctl");
    if (semctl(set, bell, GETNCNT) > 0) change(set, bell, +1);
    wait_for_all(set, &child, 1);
}
