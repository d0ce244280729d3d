// A command's output through a pipe.
#include <stdio.h>
#include <string.h>

int main(void) {
    FILE *command = popen("printf 'one\\ntwo\\n' | sort -r", "r");
    if (command == NULL) {
        perror("popen");
        return 1;
    }
    char line[32], first[32] = "";
    while (fgets(line, sizeof line, command) != NULL)
        if (first[0] == '\0') strcpy(first, line);
    const int status = pclose(command);
    fputs(first, stdout);
    return status == 0 && strcmp(first, "two\n") == 0 ? 0 : 1;
}
