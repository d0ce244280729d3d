// consumer KEYFILE COUNT
// Takes COUNT items out of the buffer and prints each on a line.

#include "shared.h"

#include <iostream>

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::cerr << "usage: consumer KEYFILE COUNT\n";
        return 2;
    }
    const int count = std::atoi(argv[2]);
    const Shared shared = open_buffer(argv[1]);
    Buffer& buffer = *shared.buffer;

    for (int taken = 0; taken < count; ++taken) {
        change(shared.set, items, -1);
        acquire_lock(shared.set);
        const Item item = buffer.place(buffer.out); // a copy: behind V(places) the place is somebody else's
        buffer.out = (buffer.out + 1) % buffer.size;
        release_lock(shared.set);
        change(shared.set, places, +1);
        std::cout << item.text << '\n';
    }

    leave(shared);
}
