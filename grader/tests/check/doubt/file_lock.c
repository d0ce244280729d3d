// expect: advice data-race at file_lock.c
// As flock.c, with fcntl's locks.
#include <fcntl.h>
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
static void lock(int file, short how) {
    struct flock all = {.l_type = how, .l_whence = SEEK_SET};
    if (fcntl(file, F_SETLKW, &all) == -1) die("fcntl");
}

int main(void) {
    owner = getpid();
    atexit(clean);
    FILE *file = tmpfile();
    if (file == NULL) die("tmpfile");
    if ((shm = shmget(IPC_PRIVATE, sizeof(int), 0600)) == -1) die("shmget");
    int *counter = shmat(shm, NULL, 0);
    if (counter == (void *)-1) die("shmat");
    const pid_t child = fork();
    if (child == -1) die("fork");
    for (int i = 0; i < 10; i++) {
        lock(fileno(file), F_WRLCK);
        ++*counter; // <-- here
        lock(fileno(file), F_UNLCK);
    }
    if (child == 0) _exit(0);
    if (wait(NULL) != child) die("wait");
    return *counter == 20 ? 0 : 1;
}
