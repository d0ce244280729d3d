#define _GNU_SOURCE
// In C, with the line's own memory: the text is read behind the type, where msgsnd wants it.

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>

struct letter {
    long type;
    char text[502]; // fgets puts the newline and a NUL behind the 500 characters
};

static int fail(const char *call) {
    fprintf(stderr, "sender: %s: %s (%s)\n", call, strerrorname_np(errno), strerror(errno));
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: sender KEYFILE\n");
        return 2;
    }
    key_t key = ftok(argv[1], 'S');
    if (key == -1) return fail("ftok");
    int queue = msgget(key, 0600 | IPC_CREAT);
    if (queue == -1) return fail("msgget");
    struct letter letter = {.type = 1};
    while (fgets(letter.text, sizeof letter.text, stdin)) {
        size_t length = strcspn(letter.text, "\n");
        while (msgsnd(queue, &letter, length, 0) == -1)
            if (errno != EINTR) return fail("msgsnd");
    }
    return 0;
}
