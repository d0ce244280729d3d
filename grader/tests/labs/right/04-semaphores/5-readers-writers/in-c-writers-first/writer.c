#include "board.h"

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    join(argv[1], IPC_CREAT | 0600);
    struct sembuf leave[] = {{WRITING, -1, SEM_UNDO}};
    shut();
    board->number++;
    if (argc > 3) sleep((unsigned)atoi(argv[3]));
    board->length = strlen(argv[2]);
    memcpy(board->text, argv[2], board->length);
    operate(1, leave);
    return 0;
}
