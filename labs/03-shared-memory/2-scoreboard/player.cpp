// player KEYFILE SLOT NAME
// Takes the slot SLOT of the scoreboard that KEYFILE stands for, and adds each number of its standard input to its points.

#include "board.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sys/ipc.h>
#include <sys/shm.h>

// Says which call failed and why, and ends the program: "player: shmget: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "player: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    if (argc != 4) {
        std::cerr << "usage: player KEYFILE SLOT NAME\n";
        return 2;
    }
    const int number = std::atoi(argv[2]);

    // TODO 6: refuse a number that is none of the board's slots, with a line on stderr and status 1.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "player: TODO 6: look whether there is a slot " << number << '\n';
    return 1;

    // TODO 7: make the same key, open the segment (never make one), and attach it. Check all three calls.

    // TODO 8: write argv[3] as the name into your slot: at most 11 characters, and a NUL behind them.

    // TODO 9: for each number of standard input, add it to your slot's points at once:
    //             for (int points; std::cin >> points;)
    //         Leave the points alone that are there already.

    // TODO 10: print your slot's name and points, and detach the segment.
}
