// Goes through the tables up to the limits of the machine's present use, segments first.

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
    struct seminfo *info;
};

static void show(const char *kind, const struct ipc_perm *perm, int id, unsigned long use, const char *what)
{
    char owner[16] = "me";
    if (perm->uid != geteuid())
        snprintf(owner, sizeof owner, "%u", perm->uid);
    printf("%s %#.8x %d %s %04o %lu %s\n", kind, (unsigned)perm->__key, id, owner, perm->mode % 01000U, use, what);
}

int main(void)
{
    union {
        struct shm_info info;
        struct shmid_ds state;
    } segment;
    for (int last = shmctl(0, SHM_INFO, &segment.state), i = 0; i <= last; ++i) {
        int id = shmctl(i, SHM_STAT_ANY, &segment.state);
        if (id >= 0)
            show("segment", &segment.state.shm_perm, id, segment.state.shm_segsz, "bytes");
    }
    union {
        struct msginfo info;
        struct msqid_ds state;
    } queue;
    for (int last = msgctl(0, MSG_INFO, &queue.state), i = 0; i <= last; ++i) {
        int id = msgctl(i, MSG_STAT_ANY, &queue.state);
        if (id >= 0)
            show("queue", &queue.state.msg_perm, id, queue.state.msg_qnum, "messages");
    }
    struct seminfo info;
    struct semid_ds set;
    for (int last = semctl(0, 0, SEM_INFO, (union semun){.info = &info}), i = 0; i <= last; ++i) {
        int id = semctl(i, 0, SEM_STAT_ANY, (union semun){.buf = &set});
        if (id >= 0)
            show("semaphores", &set.sem_perm, id, set.sem_nsems, "semaphores");
    }
    return 0;
}
