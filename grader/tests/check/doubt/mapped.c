// expect: advice data-race at mapped.c
// A lock of its own in mapped memory keeps two processes apart. That is right, but only System V's memory is looked at here.
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sched.h>
#include <sys/ipc.h>
#include <sys/mman.h>
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
    atomic_flag *lock = mmap(NULL, sizeof *lock, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (lock == MAP_FAILED) die("mmap");
    if ((shm = shmget(IPC_PRIVATE, sizeof(int), 0600)) == -1) die("shmget");
    int *counter = shmat(shm, NULL, 0);
    if (counter == (void *)-1) die("shmat");
    const pid_t child = fork();
    if (child == -1) die("fork");
    for (int i = 0; i < 10; i++) {
        while (atomic_flag_test_and_set(lock))
            sched_yield();
        ++*counter; // <-- here
        atomic_flag_clear(lock);
    }
    if (child == 0) _exit(0);
    if (wait(NULL) != child) die("wait");
    return *counter == 20 ? 0 : 1;
}
