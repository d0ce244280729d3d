// reader KEYFILE [SECONDS]
// Reads the board for so many seconds (0 if not given), and prints what is on it.

#include "board.h"

#include <iostream>
#include <unistd.h>

int main(int argc, char* argv[]) {
    if (argc != 2 && argc != 3) {
        std::cerr << "usage: reader KEYFILE [SECONDS]\n";
        return 2;
    }
    const int seconds = argc == 3 ? std::atoi(argv[2]) : 0;
    const Shared shared = open_board(argv[1], IPC_CREAT | 0600);

    begin_reading(shared.set);
    if (seconds > 0) sleep(static_cast<unsigned>(seconds));
    const Board seen = *shared.board;
    end_reading(shared.set);

    std::cout << seen.number << ": " << seen.text << '\n';
}
