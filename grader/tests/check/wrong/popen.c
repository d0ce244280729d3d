// expect: deadlock at popen.c
// Waits for the command before it has told it that there is no more to read.
#include <stdio.h>
#include <sys/wait.h>

int main(void) {
    FILE *command = popen("exec sort", "w");
    if (command == NULL) {
        perror("popen");
        return 1;
    }
    fputs("two\none\n", command);
    fflush(command);
    if (wait(NULL) == -1) perror("wait"); // <-- here
    pclose(command);
    return 0;
}
