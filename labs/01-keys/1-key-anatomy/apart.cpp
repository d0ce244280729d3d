// apart KEY
// Takes a key apart into the three pieces that ftok has put together.

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: apart KEY\n";
        return 2;
    }

    // TODO 1: make a number of 32 bits of the text argv[1]. std::strtoll with the base 0 knows what 0x means.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "apart: TODO 1: make a number of 32 bits of the text " << argv[1] << '\n';
    return 1;

    // TODO 2: what is no number, or does not fit into 32 bits, is no key: say so on stderr, and return 1.

    // TODO 3: cut the number into its three pieces, and print them.
}
