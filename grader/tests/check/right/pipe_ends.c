// Everybody closes the end of the pipe that is not theirs, so that the reader sees the end.
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
        close(ends[1]);
        char byte;
        ssize_t got;
        int count = 0;
        while ((got = read(ends[0], &byte, 1)) == 1)
            count++;
        _exit(got == 0 && count == 5 ? 0 : 1);
    }
    close(ends[0]);
    if (write(ends[1], "hello", 5) != 5) die("write");
    close(ends[1]);
    int status = 0;
    if (wait(&status) != child) die("wait");
    return status != 0;
}
