// board KEYFILE open | show | close
// Makes the scoreboard that KEYFILE stands for, prints it, or removes it.

#include "board.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/ipc.h>
#include <sys/shm.h>

// Says which call failed and why, and ends the program: "board: shmget: EEXIST (File exists)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "board: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

void open_board(key_t key) {
    // All bytes of a new segment are 0: no names, no points. IPC_EXCL: a board that is there already is not ours to open.
    if (shmget(key, sizeof(Board), IPC_CREAT | IPC_EXCL | 0600) == -1) fail("shmget");
}

void show_board(key_t key) {
    const int segment = shmget(key, sizeof(Board), 0);
    if (segment == -1) fail("shmget");
    // Before we attach it ourselves, so that we are not counted.
    shmid_ds state;
    if (shmctl(segment, IPC_STAT, &state) == -1) fail("shmctl");

    const void* const address = shmat(segment, nullptr, SHM_RDONLY);
    if (address == reinterpret_cast<void*>(-1)) fail("shmat");
    const Board& board = *static_cast<const Board*>(address);
    int total = 0;
    for (int i = 0; i < slot_count; ++i) {
        const Slot& slot = board.slots[i];
        if (slot.name[0] == '\0') continue;
        std::cout << i << ' ' << slot.name << ' ' << slot.points << '\n';
        total += slot.points;
    }
    std::cout << "total " << total << '\n';
    std::cout << "attached " << state.shm_nattch << '\n';
    if (shmdt(address) == -1) fail("shmdt");
}

void close_board(key_t key) {
    const int segment = shmget(key, sizeof(Board), 0);
    if (segment == -1) fail("shmget");
    // Who has it attached keeps it; nobody else finds it any more.
    if (shmctl(segment, IPC_RMID, nullptr) == -1) fail("shmctl");
}

int main(int argc, char* argv[]) {
    const std::string_view what = argc == 3 ? argv[2] : "";
    if (what != "open" && what != "show" && what != "close") {
        std::cerr << "usage: board KEYFILE open | show | close\n";
        return 2;
    }

    const key_t key = ftok(argv[1], 'B');
    if (key == -1) fail("ftok");
    if (what == "open") open_board(key);
    if (what == "show") show_board(key);
    if (what == "close") close_board(key);
}
