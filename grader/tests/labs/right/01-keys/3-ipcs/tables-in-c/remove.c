#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

static int failed(const char *call)
{
    fprintf(stderr, "remove: %s: %s\n", call, strerrorname_np(errno));
    return 1;
}

// One kind, by its first two letters; 1 where it failed.
static int remove_one(const char *kind, key_t key)
{
    int id, outcome;
    if (kind[0] == 'q') {
        if ((id = msgget(key, 0)) == -1)
            return failed("msgget");
        if ((outcome = msgctl(id, IPC_RMID, NULL)) == -1)
            return failed("msgctl");
    } else if (kind[2] == 'm') {
        if ((id = semget(key, 0, 0)) == -1)
            return failed("semget");
        if ((outcome = semctl(id, 99, IPC_RMID)) == -1)
            return failed("semctl");
    } else {
        if ((id = shmget(key, 0, 0)) == -1)
            return failed("shmget");
        if ((outcome = shmctl(id, IPC_RMID, NULL)) == -1)
            return failed("shmctl");
    }
    printf("removed %s %d\n", kind, id);
    return outcome;
}

int main(int argc, char *argv[])
{
    if (argc < 3)
        return 2;
    key_t key = ftok(argv[1], 'I');
    if (key == (key_t)-1)
        return failed("ftok");
    int failures = 0;
    for (int i = 2; i < argc; ++i)
        failures += remove_one(argv[i], key);
    return failures > 0;
}
