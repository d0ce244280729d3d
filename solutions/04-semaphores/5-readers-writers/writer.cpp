// writer KEYFILE TEXT [SECONDS]
// Writes the next number and TEXT onto the board, and takes so many seconds for it (0 if not given).

#include "board.h"

#include <iostream>
#include <unistd.h>

int main(int argc, char* argv[]) {
    if ((argc != 3 && argc != 4) || std::strlen(argv[2]) >= sizeof Board::text) {
        std::cerr << "usage: writer KEYFILE TEXT [SECONDS]\n";
        return 2;
    }
    const int seconds = argc == 4 ? std::atoi(argv[3]) : 0;
    const Shared shared = open_board(argv[1], IPC_CREAT | 0600);

    begin_writing(shared.set);
    ++shared.board->number;
    if (seconds > 0) sleep(static_cast<unsigned>(seconds));
    std::strcpy(shared.board->text, argv[2]);
    end_writing(shared.set);
}
