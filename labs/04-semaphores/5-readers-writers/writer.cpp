// writer KEYFILE TEXT [SECONDS]
// Writes the next number and TEXT onto the board, and takes so many seconds for it (0 if not given).

#include "board.h"

#include <unistd.h>

int main(int argc, char* argv[]) {
    if ((argc != 3 && argc != 4) || std::strlen(argv[2]) >= sizeof Board::text) {
        std::cerr << "usage: writer KEYFILE TEXT [SECONDS]\n";
        return 2;
    }
    const int seconds = argc == 4 ? std::atoi(argv[3]) : 0;
    const Shared shared = open_board(argv[1], IPC_CREAT | 0600);

    begin_writing(shared.set);
    // TODO 5: first the number, then sleep, then the text.
    todo("TODO 5: write the next number and " + std::string(argv[2]) + ", in " + std::to_string(seconds) + " seconds");
    end_writing(shared.set);
}
