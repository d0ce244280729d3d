#include "office.h"

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    struct office o;
    if ((o.queue = msgget(key_for(argv[1], 'Q'), 0)) == -1) die("msgget");
    if ((o.segment = shmget(key_for(argv[1], 'T'), 0, 0)) == -1) die("shmget");
    if ((o.set = semget(key_for(argv[1], 'S'), 0, 0)) == -1) die("semget");
    if ((o.pages = shmat(o.segment, NULL, 0)) == (void *)-1) die("shmat");
    struct semid_ds status;
    if (semctl(o.set, 0, IPC_STAT, &status) == -1) die("semctl");
    o.slots = (int)status.sem_nsems - 1;

    struct sembuf in[] = {{0, 0, 0}, {0, 1, SEM_UNDO}}, out = {0, -1, SEM_UNDO};
    operate(&o, in, 2);
    int slot = 0;
    while (slot < o.slots && full(&o, slot))
        slot++;
    if (slot == o.slots) { /* none is empty: whoever filled them may not have lived to ring */
        slot = atoi(argv[2]) % o.slots;
        ring(&o, LOOK);
        struct sembuf empty = {(unsigned short)(slot + 1), 0, 0};
        operate(&o, &empty, 1);
    }
    struct page *page = &o.pages[slot];
    page->length = (size_t)snprintf(page->line, sizeof page->line, "%s %s\n", argv[2], argv[3]);
    struct sembuf mark = {(unsigned short)(slot + 1), 1, 0};
    operate(&o, &mark, 1);
    ring(&o, LOOK);
    operate(&o, &out, 1);
    printf("job %s accepted\n", argv[2]);
    return 0;
}
