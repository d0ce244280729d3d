// producer KEYFILE
// Puts each line of its standard input into the buffer.

#include "shared.h"

#include <iostream>
#include <string>

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: producer KEYFILE\n";
        return 2;
    }
    const Shared shared = open_buffer(argv[1]);
    Buffer& buffer = *shared.buffer;

    for (std::string line; std::getline(std::cin, line);) {
        if (line.size() >= sizeof Item::text) {
            std::cerr << "producer: a line is longer than " << sizeof Item::text - 1 << " characters\n";
            return 1;
        }
        change(shared.set, places, -1); // first wait for a place, then take the lock: who waits must not hold it
        acquire_lock(shared.set);
        std::strcpy(buffer.place(buffer.in).text, line.c_str());
        buffer.in = (buffer.in + 1) % buffer.size;
        release_lock(shared.set);
        change(shared.set, items, +1);
    }

    leave(shared);
}
