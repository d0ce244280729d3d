// expect: advice data-race at mutex.c
// A mutex of the threads library in mapped memory (its waiters sleep in futex) keeps two processes apart. That is right, too.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
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
    pthread_mutex_t *mutex = mmap(NULL, sizeof *mutex, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (mutex == MAP_FAILED) die("mmap");
    pthread_mutexattr_t shared;
    if (pthread_mutexattr_init(&shared) != 0) die("pthread_mutexattr_init");
    if (pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED) != 0) die("pthread_mutexattr_setpshared");
    if (pthread_mutex_init(mutex, &shared) != 0) die("pthread_mutex_init");
    if ((shm = shmget(IPC_PRIVATE, sizeof(int), 0600)) == -1) die("shmget");
    int *counter = shmat(shm, NULL, 0);
    if (counter == (void *)-1) die("shmat");
    const pid_t child = fork();
    if (child == -1) die("fork");
    for (int i = 0; i < 10; i++) {
        if (pthread_mutex_lock(mutex) != 0) die("pthread_mutex_lock");
        ++*counter; // <-- here
        if (pthread_mutex_unlock(mutex) != 0) die("pthread_mutex_unlock");
    }
    if (child == 0) _exit(0);
    if (wait(NULL) != child) die("wait");
    return *counter == 20 ? 0 : 1;
}
