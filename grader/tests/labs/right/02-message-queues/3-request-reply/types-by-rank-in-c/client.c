// The own type is a number that is far from 1 and 2: a thousand above the process's.

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <unistd.h>

struct message {
    long type;
    char text[512];
};

static void fail(const char *call)
{
    fprintf(stderr, "client: %s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

int main(int argc, char *argv[])
{
    if (argc < 3)
        return 2;
    key_t key = ftok(argv[1], 'D');
    if (key == -1)
        fail("ftok");
    int queue = msgget(key, 0600);
    if (queue == -1)
        fail("msgget");
    struct message message;
    if (strcmp(argv[2], "--stop") == 0) {
        message.type = 2;
        if (msgsnd(queue, &message, 0, 0) == -1)
            fail("msgsnd");
        return 0;
    }
    const long mine = 1000 + (long)getpid();
    for (char **word = argv + 2; *word; ++word) {
        message.type = 1;
        int length = snprintf(message.text, sizeof message.text, "%ld %s", mine, *word);
        if (msgsnd(queue, &message, (size_t)length, 0) == -1)
            fail("msgsnd");
        ssize_t size = msgrcv(queue, &message, sizeof message.text, mine, 0);
        if (size == -1)
            fail("msgrcv");
        if (size == 0)
            printf("%s: ?\n", *word);
        else
            printf("%s: %.*s\n", *word, (int)size, message.text);
    }
    return 0;
}
