// transfer KEYFILE AMOUNT
// Moves AMOUNT from account 0 to account 1 of the bank that KEYFILE stands for.

#include "lock.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sys/shm.h>

// Says which call failed and why, and ends the program: "transfer: shmget: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "transfer: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::cerr << "usage: transfer KEYFILE AMOUNT\n";
        return 2;
    }
    const int amount = std::atoi(argv[2]);

    // TODO 6: make the same key, open the segment and the set (never make them), and attach the segment. Then enter with
    //         `change`, call `mend`, move the amount, and leave with `change`. Check each call.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "transfer: TODO 6: open the bank of " << argv[1] << " and move " << amount << '\n';
    return 1;

    // TODO 9: before you write the first account, write down what is needed to mend, and the sign that it counts; after the
    //         last one, take the sign away. Between two lines whose order matters, call in_this_order.
}
