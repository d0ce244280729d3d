// reader KEYFILE [SECONDS]
// Reads the board for so many seconds (0 if not given), and prints what is on it.

#include "board.h"

#include <unistd.h>

int main(int argc, char* argv[]) {
    if (argc != 2 && argc != 3) {
        std::cerr << "usage: reader KEYFILE [SECONDS]\n";
        return 2;
    }
    const int seconds = argc == 3 ? std::atoi(argv[2]) : 0;
    const Shared shared = open_board(argv[1], IPC_CREAT | 0600);

    begin_reading(shared.set);
    // TODO 3: sleep, read the board, and print what you have read when you are no reader any more.
    todo("TODO 3: read the board for " + std::to_string(seconds) + " seconds, then print number and text");
    end_reading(shared.set);
}
