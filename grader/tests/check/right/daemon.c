// A grandchild in a session of its own. It is nobody's child to wait for; that its end of the pipe is closed tells that it is gone.
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
        const pid_t grandchild = fork();
        if (grandchild == -1) die("fork");
        if (grandchild > 0) _exit(0);
        if (write(ends[1], "x", 1) != 1) die("write");
        _exit(0);
    }
    close(ends[1]);
    if (waitpid(child, NULL, 0) != child) die("waitpid");
    char byte;
    int count = 0;
    while (read(ends[0], &byte, 1) == 1)
        count++;
    printf("%d\n", count);
    return count == 1 ? 0 : 1;
}
