#include "dining.h"

int main(int argc, char **argv) {
    if (argc < 4 || argc > 5) return 2;
    const struct dining d = find_table(argv[1]);
    const int left = atoi(argv[2]), right = left + 1 == d.seats ? 0 : left + 1;
    const unsigned short l = number_of(d, left), r = number_of(d, right);
    for (int meals = atoi(argv[3]); meals > 0; meals--) {
        struct sembuf take[] = {{l, 0, 0}, {r, 0, 0}, {r, 1, SEM_UNDO}, {l, 1, SEM_UNDO}};
        struct sembuf put[] = {{l, -1, SEM_UNDO | IPC_NOWAIT}, {r, -1, SEM_UNDO | IPC_NOWAIT}};
        if (semop(d.set, take, 4) == -1) die("semop");
        printf("%d eats with forks %d and %d\n", left, left, right);
        fflush(stdout);
        if (argc == 5) sleep((unsigned)atoi(argv[4]));
        d.used[right]++;
        d.used[left]++;
        /* One fork after the other is right as well: laying down waits for nothing. */
        if (semop(d.set, &put[1], 1) == -1) die("semop");
        if (semop(d.set, &put[0], 1) == -1) die("semop");
    }
    if (shmdt(d.used) == -1) die("shmdt");
    return 0;
}
