#include "belt.h"

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    const unsigned places = (unsigned)atoi(argv[2]);
    const key_t k1 = ftok(argv[1], 'S'), k2 = ftok(argv[1], 'B');
    if (k1 == -1 || k2 == -1) die("ftok");
    const char *failed = NULL;
    int why = 0;
    unsigned short first[COUNT] = {[MUTEX] = 1, [OTHERS] = (unsigned short)(atoi(argv[3]) - 1), [EMPTY] = (unsigned short)places};
    segment = -1;
    if ((set = semget(k1, COUNT, IPC_CREAT | IPC_EXCL | 0600)) == -1) die("semget");
    if ((segment = shmget(k2, sizeof *belt + places * sizeof *belt->dishes, IPC_CREAT | IPC_EXCL | 0600)) == -1)
        failed = "shmget", why = errno;
    else if ((belt = shmat(segment, NULL, 0)) == (void *)-1)
        failed = "shmat", why = errno;
    else {
        belt->places = places;
        if (shmdt(belt) == -1)
            failed = "shmdt", why = errno;
        else if (semctl(set, 0, SETALL, (union semun){.array = first}) == -1)
            failed = "semctl", why = errno;
    }
    if (failed == NULL) return 0;
    semctl(set, 0, IPC_RMID);
    if (segment != -1) shmctl(segment, IPC_RMID, NULL);
    errno = why;
    die(failed);
}
