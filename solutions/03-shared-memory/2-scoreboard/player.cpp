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

    // Nothing but this line keeps us from writing where no board is.
    if (number < 0 || number >= slot_count) {
        std::cerr << "player: there is no slot " << number << '\n';
        return 1;
    }

    const key_t key = ftok(argv[1], 'B');
    if (key == -1) fail("ftok");
    const int segment = shmget(key, sizeof(Board), 0);
    if (segment == -1) fail("shmget");
    void* const address = shmat(segment, nullptr, 0);
    if (address == reinterpret_cast<void*>(-1)) fail("shmat");

    // The slot is ours alone: nobody else writes here, so nobody has to wait for anybody.
    Slot& mine = static_cast<Board*>(address)->slots[number];
    std::snprintf(mine.name, sizeof mine.name, "%s", argv[3]); // cuts what is too long, and writes the NUL
    for (int points; std::cin >> points;)
        mine.points += points;
    std::cout << mine.name << ' ' << mine.points << '\n';

    if (shmdt(address) == -1) fail("shmdt");
}
