// Opens first and creates only where there is nothing: the same loop, begun at its other half.

#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>

static void fail(const char *call)
{
    fprintf(stderr, "starter: %s: %s\n", call, strerrorname_np(errno));
    exit(EXIT_FAILURE);
}

int main(int argc, char *argv[])
{
    if (argc < 3) {
        fputs("usage: starter KEYFILE MODE [--new | --old] [--remove]\n", stderr);
        return 2;
    }
    unsigned int mode = 0;
    sscanf(argv[2], "%o", &mode);
    bool may_open = true, may_create = true, removes = false;
    for (int i = 3; i < argc; ++i) {
        may_open = may_open && strcmp(argv[i], "--new") != 0;
        may_create = may_create && strcmp(argv[i], "--old") != 0;
        removes = removes || strcmp(argv[i], "--remove") == 0;
    }

    key_t key = ftok(argv[1], 'C');
    if (key == -1)
        fail("ftok");

    bool created = false;
    int queue = -1;
    while (queue == -1) {
        if (may_open) {
            queue = msgget(key, (int)mode);
            if (queue == -1 && (errno != ENOENT || !may_create))
                fail("msgget");
        }
        if (queue == -1) {
            queue = msgget(key, IPC_CREAT | IPC_EXCL | (int)mode);
            created = queue != -1;
            if (queue == -1 && (errno != EEXIST || !may_open))
                fail("msgget");
        }
    }
    printf("%s %d\n", created ? "created" : "opened", queue);

    if (removes && msgctl(queue, IPC_RMID, NULL) == -1)
        fail("msgctl");
    return 0;
}
