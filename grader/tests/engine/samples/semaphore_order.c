// Who is woken, and when: only what the kernel decides by itself is printed, never who is scheduled first.
#include "show.h"

static int set;

/// A child that waits for these operations and ends with `name`, or with 100 where the set was removed.
static void waiter(int name, struct sembuf* operations, size_t count) {
    if (fork() != 0) return;
    const int outcome = semop(set, operations, count);
    _exit(outcome == 0 ? name : errno == EIDRM ? 100 : 101);
}

/// Until so many wait for a semaphore to grow, and so many for it to be zero.
static void until_waiting(int number, int grow, int zero) {
    while (semctl(set, number, GETNCNT) != grow || semctl(set, number, GETZCNT) != zero)
        usleep(1000);
    printf("waiting for [%d]: %d to grow, %d for zero\n", number, grow, zero);
}

static void start_waiter(int name, int number, int change, int grow, int zero) {
    struct sembuf operation = {(unsigned short)number, (short)change, 0};
    waiter(name, &operation, 1);
    until_waiting(number, grow, zero);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    set = semget(IPC_PRIVATE, 3, 0600);

    puts("equal requests: first come, first served");
    for (int name = 1; name <= 4; ++name)
        start_waiter(name, 0, -1, name, 0);
    for (int i = 0; i < 4; ++i) {
        operate(set, 0, 1, 0);
        show("woke", ended());
    }

    puts("a later waiter for less overtakes an earlier one for more");
    start_waiter(1, 0, -2, 1, 0);
    start_waiter(2, 0, -1, 2, 0);
    operate(set, 0, 1, 0);
    show("woke", ended());
    until_waiting(0, 1, 0);
    operate(set, 0, 2, 0);
    show("woke", ended());

    puts("a unit goes to the sleeper, not to who asks next");
    start_waiter(1, 0, -1, 1, 0);
    operate(set, 0, 1, 0);
    show("semop", operate(set, 0, -1, IPC_NOWAIT));
    show("woke", ended());

    puts("several operations: all or nothing");
    struct sembuf both[2] = {{0, -1, 0}, {1, -1, 0}};
    waiter(1, both, 2);
    until_waiting(0, 1, 0);
    operate(set, 0, 1, 0);
    until_waiting(1, 1, 0);
    show("value", value(set, 0));
    operate(set, 1, 1, 0);
    show("woke", ended());
    show("value", value(set, 0));

    puts("zero is seen before it is gone again");
    operate(set, 2, 2, 0);
    start_waiter(1, 2, 0, 0, 1);
    start_waiter(2, 2, -3, 1, 1);
    operate(set, 2, 1, 0);
    show("woke", ended() + ended());
    operate(set, 2, 1, 0);
    start_waiter(1, 2, 0, 0, 1);
    start_waiter(2, 2, 0, 0, 2);
    operate(set, 2, -1, 0);
    show("woke", ended() + ended());

    puts("removal wakes everybody");
    operate(set, 1, 1, 0);
    start_waiter(1, 0, -1, 1, 0);
    start_waiter(2, 1, 0, 0, 1);
    semctl(set, 0, IPC_RMID);
    show("woke", ended());
    show("woke", ended());
    return 0;
}
