// Its library has asked for its pid before it begins (early_library.c); arguments: what else it does.
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef WITH_LIBRARY
extern int early_pid;
#else
static const int early_pid = 0;
#endif

static void others(void) {
    DIR* folder = opendir("/proc");
    int count = 0;
    for (struct dirent* entry; folder != NULL && (entry = readdir(folder)) != NULL;)
        count += atoi(entry->d_name) > 1 && atoi(entry->d_name) != getpid();
    if (folder != NULL) closedir(folder);
    printf("%d other processes\n", count);
}

int main(int argc, char** argv) {
    printf("%d %d\n", getpid(), early_pid);
    if (argc > 1 && strcmp(argv[1], "list") == 0) others();
    if (argc > 1 && strcmp(argv[1], "all") == 0) printf("kill %d\n", kill(-1, 0) == 0 ? 0 : errno);
    if (argc > 1 && strcmp(argv[1], "each") == 0)
        for (pid_t pid = 20000; pid < 20100; ++pid)
            if (kill(pid, 0) == 0 || errno != ESRCH) printf("there is a process %d\n", pid);
    return 0;
}
