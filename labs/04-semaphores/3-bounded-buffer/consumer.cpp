// consumer KEYFILE COUNT
// Takes COUNT items out of the buffer and prints each on a line.

#include "shared.h"

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::cerr << "usage: consumer KEYFILE COUNT\n";
        return 2;
    }
    const int count = std::atoi(argv[2]);
    const Shared shared = open_buffer(argv[1]);

    for (int taken = 0; taken < count; ++taken) {
        // TODO 6: wait for an item, take it out of the buffer, say that a place is free, and print the text on a line.
        todo("TODO 6: take an item out of the buffer and print it");
    }

    leave(shared);
}
