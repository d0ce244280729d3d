// expect: data-race at counter.c
// Four processes add to one number, a hundred times each, and nothing keeps them apart.
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

static int shm = -1;
static pid_t owner;

static void clean(void) {
    if (getpid() != owner) return;
    if (shm != -1) shmctl(shm, IPC_RMID, NULL);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((shm = shmget(IPC_PRIVATE, sizeof(int), 0600)) == -1) die("shmget");
    int *counter = shmat(shm, NULL, 0);
    if (counter == (void *)-1) die("shmat");
    for (int i = 0; i < 4; i++) {
        const pid_t child = fork();
        if (child == -1) die("fork");
        if (child > 0) continue;
        for (int j = 0; j < 100; j++)
            *counter = *counter + 1; // <-- here
        _exit(0);
    }
    for (int i = 0; i < 4; i++) {
        int status = 0;
        if (wait(&status) == -1 || status != 0) die("wait");
    }
    printf("%d\n", *counter);
    return *counter == 400 ? 0 : 1;
}
