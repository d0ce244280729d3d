// expect: data-race at atomics.c
// The number is no atomic one.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

static int shm = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() == owner && shm != -1) shmctl(shm, IPC_RMID, NULL);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((shm = shmget(IPC_PRIVATE, sizeof(int), 0600)) == -1) die("shmget");
    int *count = shmat(shm, NULL, 0);
    if (count == (void *)-1) die("shmat");
    const pid_t child = fork();
    if (child == -1) die("fork");
    for (int i = 0; i < 5; i++)
        *count = *count + 1; // <-- here
    if (child == 0) _exit(0);
    if (wait(NULL) != child) die("wait");
    printf("%d\n", *count);
    return *count == 10 ? 0 : 1;
}
