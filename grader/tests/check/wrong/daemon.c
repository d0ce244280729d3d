// expect: leaked-process at daemon.c
// The grandchild waits for a byte that nobody writes, and is still there when all others have gone.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what) {
    perror(what);
    exit(1);
}

int main(void) {
    int ends[2];
    if (pipe(ends) == -1) die("pipe");
    const pid_t child = fork();
    if (child == -1) die("fork");
    if (child == 0) {
        close(ends[0]);
        if (setsid() == -1) die("setsid");
        const pid_t grandchild = fork(); // <-- here
        if (grandchild == -1) die("fork");
        if (grandchild > 0) _exit(0);
        int own[2];
        if (pipe(own) == -1) die("pipe");
        close(ends[1]);
        char byte;
        if (read(own[0], &byte, 1) != 1) die("read");
        _exit(0);
    }
    close(ends[1]);
    if (waitpid(child, NULL, 0) != child) die("waitpid");
    char byte;
    int count = 0;
    while (read(ends[0], &byte, 1) == 1)
        count++;
    printf("%d\n", count);
    return count == 0 ? 0 : 1;
}
