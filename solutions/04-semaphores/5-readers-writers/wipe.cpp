// wipe KEYFILE
// Waits until nobody is at the board, and removes it.

#include "board.h"

#include <iostream>

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: wipe KEYFILE\n";
        return 2;
    }
    const Shared shared = open_board(argv[1], 0);

    begin_writing(shared.set); // who may write is alone
    if (shmctl(shared.segment, IPC_RMID, nullptr) == -1) fail("shmctl");
    if (semctl(shared.set, 0, IPC_RMID) == -1) fail("semctl");
}
