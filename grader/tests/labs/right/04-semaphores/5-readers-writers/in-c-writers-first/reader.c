#include "board.h"

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    join(argv[1], IPC_CREAT | 0600);
    struct sembuf enter[] = {{WAITING, 0, 0}, {WRITING, 0, 0}, {READING, 1, SEM_UNDO}};
    struct sembuf leave[] = {{READING, -1, SEM_UNDO}};
    operate(3, enter);
    if (argc > 2) sleep((unsigned)atoi(argv[2]));
    struct board *copy = malloc(sizeof *copy);
    if (copy == NULL) die("malloc");
    memcpy(copy, board, sizeof *copy);
    operate(1, leave);
    printf("%u: %.*s\n", copy->number, (int)copy->length, copy->text);
    free(copy);
    return 0;
}
