/* Puts the keys together itself, from what stat says. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/stat.h>

static unsigned key_of(const struct stat *about, unsigned proj)
{
    return (proj & 0xff) << 24 | (unsigned)(about->st_dev & 0xff) << 16 | (unsigned)(about->st_ino & 0xffff);
}

int main(int argc, char *argv[])
{
    if (argc < 3)
        return 2;
    const int proj = atoi(argv[1]);
    struct stat *files = calloc((size_t)argc, sizeof *files);
    if (!files)
        return 1;
    for (int i = 2; i < argc; i++) {
        if (ftok(argv[i], proj) == -1 || stat(argv[i], &files[i]) == -1) {
            fprintf(stderr, "twins: ftok: %s\n", strerrorname_np(errno));
            free(files);
            return 1;
        }
    }
    for (int i = 2; i < argc; i++)
        for (int j = i + 1; j < argc; j++) {
            if (key_of(&files[i], (unsigned)proj) != key_of(&files[j], (unsigned)proj))
                continue;
            const char *kind = files[i].st_ino == files[j].st_ino && files[i].st_dev == files[j].st_dev ? "same file" : "collision";
            printf("%s: %s %s\n", kind, argv[i], argv[j]);
        }
    free(files);
    return 0;
}
