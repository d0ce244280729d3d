// A thread looks every few milliseconds whether the other has done its work, which makes many calls that nobody waits for.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int done;

static void *wait_for_it(void *unused) {
    pthread_mutex_lock(&mutex);
    while (!done) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 5000000;
        if (until.tv_nsec >= 1000000000) {
            until.tv_nsec -= 1000000000;
            until.tv_sec++;
        }
        const int error = pthread_cond_timedwait(&changed, &mutex, &until);
        if (error != 0 && error != ETIMEDOUT) break;
    }
    pthread_mutex_unlock(&mutex);
    return unused;
}

int main(void) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_for_it, NULL) != 0) return 1;
    for (int i = 0; i < 2000; i++) {
        const int file = open("/dev/null", O_RDONLY);
        if (file == -1) return 1;
        close(file);
    }
    pthread_mutex_lock(&mutex);
    done = 1;
    pthread_mutex_unlock(&mutex);
    pthread_cond_signal(&changed);
    if (pthread_join(thread, NULL) != 0) return 1;
    puts("done");
    return 0;
}
