// expect: deadlock at threads.c
// A thread waits for the other process with the mutex held that the other thread needs.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

static int set = -1, done;
static pid_t owner;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void clean(void) {
    if (getpid() == owner && set != -1) semctl(set, 0, IPC_RMID);
}
static void die(const char *what) {
    perror(what);
    exit(1);
}
static void change(int by) {
    struct sembuf op = {0, (short)by, 0};
    if (semop(set, &op, 1) == -1) die("semop"); // <-- here
}
static void *work(void *unused) {
    (void)unused;
    pthread_mutex_lock(&mutex);
    done++;
    change(done == 1 ? -1 : +1);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

int main(void) {
    owner = getpid();
    atexit(clean);
    if ((set = semget(IPC_PRIVATE, 1, 0600)) == -1) die("semget");
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        change(+0);
        _exit(0);
    }
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, work, NULL) != 0) die("pthread_create");
    for (int i = 0; i < 2; i++)
        if (pthread_join(threads[i], NULL) != 0) die("pthread_join");
    if (wait(NULL) != child) die("wait");
    return done == 2 ? 0 : 1;
}
