// wipe KEYFILE
// Waits until nobody is at the board, and removes it.

#include "board.h"

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: wipe KEYFILE\n";
        return 2;
    }
    const Shared shared = open_board(argv[1], 0);

    // TODO 6: wait until you are alone, as a writer does, and remove the segment and the set.
    todo("TODO 6: wait until nobody is there, and remove segment " + std::to_string(shared.segment) + " and set " +
         std::to_string(shared.set));
}
