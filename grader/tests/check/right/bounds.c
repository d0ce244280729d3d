// Ten numbers in a segment that has room for ten.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>

enum { count = 10 };
static int shm = -1;

static void clean(void) {
    if (shm != -1) shmctl(shm, IPC_RMID, NULL);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}

int main(void) {
    atexit(clean);
    if ((shm = shmget(IPC_PRIVATE, count * sizeof(int), 0600)) == -1) die("shmget");
    int *numbers = shmat(shm, NULL, 0);
    if (numbers == (void *)-1) die("shmat");
    int sum = 0;
    for (int i = 0; i < count; i++)
        numbers[i] = i;
    for (int i = 0; i < count; i++)
        sum += numbers[i];
    printf("%d\n", sum);
    if (shmdt(numbers) == -1) die("shmdt");
    return 0;
}
