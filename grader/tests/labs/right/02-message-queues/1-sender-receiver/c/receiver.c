#define _GNU_SOURCE
// In C, and the text becomes a string before it is printed.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>

struct letter {
    long type;
    char text[501];
};

static int fail(const char *call) {
    fprintf(stderr, "receiver: %s: %s (%s)\n", call, strerrorname_np(errno), strerror(errno));
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: receiver KEYFILE COUNT\n");
        return 2;
    }
    key_t key = ftok(argv[1], 'S');
    if (key == -1) return fail("ftok");
    int queue = msgget(key, 0600 | IPC_CREAT);
    if (queue == -1) return fail("msgget");
    for (long left = strtol(argv[2], NULL, 10); left > 0; left--) {
        struct letter letter;
        ssize_t length;
        while ((length = msgrcv(queue, &letter, sizeof letter.text - 1, 1, 0)) == -1)
            if (errno != EINTR) return fail("msgrcv");
        letter.text[length] = '\0';
        puts(letter.text);
    }
    return msgctl(queue, IPC_RMID, NULL) == -1 ? fail("msgctl") : 0;
}
