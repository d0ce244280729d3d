#define _GNU_SOURCE
// In C, with sscanf for the type and a message that is as long as its text.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/stat.h>

int main(int argc, char **argv) {
    if (argc < 3) return fprintf(stderr, "usage: post KEYFILE TYPE:TEXT...\n"), 2;
    const char *call = "ftok";
    key_t key = ftok(argv[1], 'B');
    if (key == -1) goto failed;
    call = "msgget";
    int queue = msgget(key, IPC_CREAT | S_IRUSR | S_IWUSR);
    if (queue == -1) goto failed;
    call = "msgsnd";
    for (char **argument = argv + 2; *argument; argument++) {
        long type;
        int text;
        if (sscanf(*argument, "%ld:%n", &type, &text) != 1) return 2;
        size_t length = strlen(*argument + text);
        struct {
            long type;
            char text[];
        } *letter = malloc(sizeof *letter + length);
        if (!letter) return 2;
        letter->type = type;
        memcpy(letter->text, *argument + text, length);
        int sent = msgsnd(queue, letter, length, 0);
        int error = errno;
        free(letter);
        errno = error;
        if (sent == -1) goto failed;
    }
    return 0;
failed:
    fprintf(stderr, "post: %s: %s (%s)\n", call, strerrorname_np(errno), strerror(errno));
    return 1;
}
