// expect: advice data-race at flock.c
// Two processes add to one number, each with a lock on a file. That is right, but nobody follows file locks here.
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
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
    int *counter = shmat(shm, NULL, 0);
    if (counter == (void *)-1) die("shmat");
    const pid_t child = fork();
    if (child == -1) die("fork");
    const int file = open("/proc/self/exe", O_RDONLY); // each its own: a lock belongs to an open file
    if (file == -1) die("open");
    for (int i = 0; i < 10; i++) {
        if (flock(file, LOCK_EX) == -1) die("flock");
        ++*counter; // <-- here
        if (flock(file, LOCK_UN) == -1) die("flock");
    }
    if (child == 0) _exit(0);
    if (wait(NULL) != child) die("wait");
    return *counter == 20 ? 0 : 1;
}
