// expect: pointer-in-shared-data at offset.c
// An address of one process is stored for another, in which the segment may lie elsewhere.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
    char *where;
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
        shared->where = shared->room + 8; // <-- here
        exit(0);
    }
    int status = 0;
    if (wait(&status) != child || status != 0) die("wait");
    printf("%s\n", shared->where);
    return 0;
}
