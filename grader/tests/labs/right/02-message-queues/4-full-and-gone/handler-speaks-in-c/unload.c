// Asks first how much room is too little, then gets as much as is needed, and takes the letter.

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>

static void fail(const char *call)
{
    fprintf(stderr, "unload: %s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

int main(int argc, char *argv[])
{
    if (argc < 3)
        return 2;
    int flags = 0, removes = 0;
    size_t first = 16;
    for (int i = 3; i < argc; ++i) {
        if (strcmp(argv[i], "--nowait") == 0)
            flags = IPC_NOWAIT;
        if (strcmp(argv[i], "--remove") == 0)
            removes = 1;
        if (strcmp(argv[i], "--room") == 0 && i + 1 < argc)
            first = strtoul(argv[++i], NULL, 10);
    }
    key_t key = ftok(argv[1], 'F');
    if (key == -1)
        fail("ftok");
    int queue = msgget(key, 0600);
    if (queue == -1)
        fail("msgget");

    for (int left = atoi(argv[2]); left > 0; --left) {
        // Each letter begins with the room that was asked for.
        ssize_t size = -1;
        struct letter {
            long type;
            char text[];
        } *letter = NULL;
        for (size_t room = first; size == -1; room *= 2) {
            letter = realloc(letter, sizeof *letter + room);
            if (!letter)
                fail("realloc");
            size = msgrcv(queue, letter, room, 0, flags);
            if (size == -1 && errno != E2BIG)
                break;
        }
        if (size == -1 && errno == ENOMSG) {
            free(letter);
            break;
        }
        if (size == -1)
            fail("msgrcv");
        printf("%.*s\n", (int)size, letter->text);
        free(letter);
    }
    if (removes && msgctl(queue, IPC_RMID, NULL) == -1)
        fail("msgctl");
    return 0;
}
