/* Opens first, and makes the queue only where there is none. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

static int failed(const char *call)
{
    fprintf(stderr, "box: %s: %s\n", call, strerrorname_np(errno));
    return 1;
}

int main(int argc, char *argv[])
{
    if (argc < 3)
        return 2;
    const key_t key = ftok(argv[1], (int)strtol(argv[2], NULL, 10));
    if (key == (key_t)-1)
        return failed("ftok");
    int id = msgget(key, 0600);
    while (id == -1) {
        if (errno != ENOENT)
            return failed("msgget");
        id = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
        if (id == -1 && errno == EEXIST)
            id = msgget(key, 0600);
    }
    printf("0x%.8x %i\n", (unsigned)key, id);
    if (argc > 3 && !strcmp(argv[3], "--remove") && msgctl(id, IPC_RMID, NULL) == -1)
        return failed("msgctl");
    return 0;
}
