/* In C; reads line by line into a buffer that grows, and lets snprintf write the NUL. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

static void fail(const char *call) {
    fprintf(stderr, "writer: %s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

int main(int argc, char *argv[]) {
    if (argc != 3) return 2;
    size_t size = strtoul(argv[2], NULL, 10);
    char *text = NULL, *line = NULL;
    size_t length = 0, room = 0;
    ssize_t more;
    while ((more = getline(&line, &room, stdin)) > 0) {
        text = realloc(text, length + (size_t)more + 1);
        if (text == NULL) return 1;
        memcpy(text + length, line, (size_t)more + 1);
        length += (size_t)more;
    }
    free(line);
    if (length >= size) {
        fprintf(stderr, "writer: too long\n");
        free(text);
        return 1;
    }

    key_t key = ftok(argv[1], 'W');
    if (key == -1) fail("ftok");
    int id = shmget(key, size, 0600 | IPC_CREAT);
    if (id < 0) fail("shmget");
    char *page = shmat(id, NULL, 0);
    if (page == (char *)-1) fail("shmat");
    snprintf(page, size, "%s", text != NULL ? text : "");
    free(text);
    return 0; /* the kernel detaches at the end */
}
