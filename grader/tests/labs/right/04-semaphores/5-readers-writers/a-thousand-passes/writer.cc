#include "board.hpp"

int main(int argc, char* argv[]) {
    if (argc < 3) return 2;
    return told("writer", [&] {
        const Square square(argv[1], true);
        const Passes every(square, all);
        square.board->number += 1;
        linger(argv[3]);
        std::strcpy(square.board->text, argv[2]);
    });
}
