// A segment lies at another address in each process, so what points into it is stored as a distance from its start.
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
    size_t where;
    char room[64];
};
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
    if ((shm = shmget(IPC_PRIVATE, sizeof(struct shared), 0600)) == -1) die("shmget");
    const pid_t child = fork();
    if (child == -1) die("fork");
    struct shared *shared = shmat(shm, NULL, 0);
    if (shared == (void *)-1) die("shmat");
    if (child == 0) {
        strcpy(shared->room + 8, "hello");
        shared->where = offsetof(struct shared, room) + 8;
        exit(0);
    }
    int status = 0;
    if (wait(&status) != child || status != 0) die("wait");
    printf("%s\n", (char *)shared + shared->where);
    return 0;
}
