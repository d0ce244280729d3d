#include "dining.h"

static void lay(const char *file, int seats) {
    const key_t f = ftok(file, 'F'), u = ftok(file, 'U');
    if (f == -1 || u == -1) die("ftok");
    const int segment = shmget(u, sizeof(int) * (size_t)seats, IPC_CREAT | IPC_EXCL | 0600);
    if (segment == -1) die("shmget");
    if (semget(f, seats, IPC_CREAT | IPC_EXCL | 0600) != -1) return;
    const int why = errno;
    shmctl(segment, IPC_RMID, NULL);
    errno = why;
    die("semget");
}

static void clear(const char *file) {
    const struct dining d = find_table(file);
    for (int i = 0; i < d.seats; i++)
        printf("fork %d: %d\n", i, d.used[i]);
    if (shmdt(d.used) == -1) die("shmdt");
    if (shmctl(d.segment, IPC_RMID, NULL) == -1) die("shmctl");
    if (semctl(d.set, 0, IPC_RMID) == -1) die("semctl");
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    if (strcmp(argv[2], "--clear") == 0)
        clear(argv[1]);
    else
        lay(argv[1], atoi(argv[2]));
    return 0;
}
