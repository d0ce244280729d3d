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
    // TODO 2: make a new segment with shmget, as large as a Board, mode 0600. A board that is there already is an error: two
    //         flags together make shmget fail then.
    std::cerr << "board: TODO 2: make the segment of the key " << key << '\n';
    std::exit(1);
}

void show_board(key_t key) {
    // TODO 3: open the segment; ask with shmctl and IPC_STAT how often it is attached (shm_nattch of a shmid_ds); attach it
    //         with shmat, for reading only. What shmat returns when it fails is reinterpret_cast<void*>(-1), not nullptr.
    std::cerr << "board: TODO 3: open and attach the segment of the key " << key << '\n';
    std::exit(1);

    // TODO 4: print a line for each slot with a name, then the total, then how many others have the board attached. Detach it.
}

void close_board(key_t key) {
    // TODO 5: open the segment, and remove it with shmctl and IPC_RMID.
    std::cerr << "board: TODO 5: remove the segment of the key " << key << '\n';
    std::exit(1);
}

int main(int argc, char* argv[]) {
    const std::string_view what = argc == 3 ? argv[2] : "";
    if (what != "open" && what != "show" && what != "close") {
        std::cerr << "usage: board KEYFILE open | show | close\n";
        return 2;
    }

    // TODO 1: make the key with ftok, from argv[1] and 'B', and check it, in place of the next three lines.
    //         When this is done, build, and run it again.
    std::cerr << "board: TODO 1: make the key with ftok, from " << argv[1] << '\n';
    return 1;
    const key_t key = -1;

    if (what == "open") open_board(key);
    if (what == "show") show_board(key);
    if (what == "close") close_board(key);
}
