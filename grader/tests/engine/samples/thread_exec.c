// A thread that becomes another program, while others of its process wait.
#include "show.h"

#include <pthread.h>

static void* replace_all(void* unused) {
    char* arguments[] = {(char*)"sh", (char*)"-c", (char*)"echo from another program; exit 5", NULL};
    execv("/bin/sh", arguments);
    return unused;
}

static void* wait_for_ever(void* unused) {
    pause();
    return unused;
}

int main(void) {
    pthread_t one;
    pthread_t other;
    pthread_create(&one, NULL, wait_for_ever, NULL);
    pthread_create(&other, NULL, replace_all, NULL);
    pthread_join(one, NULL);
    return 0;
}
