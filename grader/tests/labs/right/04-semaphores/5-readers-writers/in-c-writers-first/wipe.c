#include "board.h"

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    join(argv[1], 0);
    shut();
    if (semctl(set, 0, IPC_RMID) == -1) die("semctl");
    if (shmdt(board) == -1) die("shmdt");
    if (shmctl(segment, IPC_RMID, NULL) == -1) die("shmctl");
    return 0;
}
