#include "board.hpp"

int main(int argc, char* argv[]) {
    if (argc < 2) return 2;
    return told("reader", [&] {
        const Square square(argv[1], true);
        std::string line;
        {
            const Passes one(square, 1);
            linger(argv[2]);
            line = std::to_string(square.board->number) + ": " + square.board->text;
        }
        std::cout << line << '\n';
    });
}
