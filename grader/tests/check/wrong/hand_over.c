// expect: data-race at hand_over.c
// The reader sleeps and hopes that the writer is done by then: nothing but time orders the two.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
    if ((shm = shmget(IPC_PRIVATE, 32, 0600)) == -1) die("shmget");
    char *text = shmat(shm, NULL, 0);
    if (text == (void *)-1) die("shmat");
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        strcpy(text, "hello");
        _exit(0);
    }
    sleep(1);
    printf("%s\n", text); // <-- here
    if (wait(NULL) != child) die("wait");
    return 0;
}
