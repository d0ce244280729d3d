// cashier KEYFILE NUMBER AMOUNT [--key]
// Reads the total of the till that KEYFILE stands for, waits until the customer has paid, and writes the new total.

#include "till.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>

// Says which call failed and why, and ends the program: "cashier: shmget: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "cashier: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    const bool with_key = argc == 5 && std::string_view(argv[4]) == "--key";
    if (argc != 4 && !with_key) {
        std::cerr << "usage: cashier KEYFILE NUMBER AMOUNT [--key]\n";
        return 2;
    }
    const int number = std::atoi(argv[2]);
    const int amount = std::atoi(argv[3]);

    // TODO 6: make the same key, open the segment and the queue (never make them), and attach the segment. Check each call.
    //         When this is done, delete the next three lines, build, and run it again.
    std::cerr << "cashier: TODO 6: open the till of " << argv[1] << " for cashier " << number << " and amount " << amount
              << (with_key ? ", with the key\n" : "\n");
    return 1;

    // TODO 9: where `with_key` is set, take the key: wait for the letter of type the_key with msgrcv, size 0.

    // TODO 7: read the total into a variable of your own, and print it: "1 reads 250".

    // TODO 8: wait for the letter of type paid + number. Then write the total that you have read plus the amount to the till,
    //         and print it: "1 writes 275".

    // TODO 10: where `with_key` is set, hang the key back: send a letter of type the_key. Do it also on every way out in
    //          between, before you call fail. Detach the segment.
}
