// producer KEYFILE
// Puts each line of its standard input into the buffer.

#include "shared.h"

#include <string>

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: producer KEYFILE\n";
        return 2;
    }
    const Shared shared = open_buffer(argv[1]);

    for (std::string line; std::getline(std::cin, line);) {
        // TODO 5: wait for a place, put the line into it, and say that there is an item. In between, nobody else must be in the
        //         buffer: which semaphore sees to that, and when do you take it?
        todo("TODO 5: put the line into the buffer");
    }

    leave(shared);
}
