// table KEYFILE SEATS      lays a table
// table KEYFILE --clear    tells how often each fork was used, and clears it away

#include "table.h"

#include <string_view>

void lay(const char* keyfile, int seats) {
    // TODO 1: make two keys with ftok, from `keyfile` and 'F' for the forks, from `keyfile` and 'U' for the counters. Make the set
    //         with a semaphore for each fork, then the segment with an int for each. Neither must be there before. Check every
    //         call; the first that fails calls fail("ftok"), fail("semget"), ...
    todo("TODO 1: make the keys from " + std::string(keyfile) + ", then a set and a segment for " + std::to_string(seats) +
         " forks");

    // TODO 2: give each semaphore its first value with semctl and SETALL. When a call fails, remove what has been made before,
    //         then say so with fail.
}

void clear(const char* keyfile) {
    const Table table = open_table(keyfile);

    // TODO 6: print a line for each fork, then remove the set and the segment.
    todo("TODO 6: tell how often each of " + std::to_string(table.seats) + " forks was used, and clear the table away");
}

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::cerr << "usage: table KEYFILE SEATS | --clear\n";
        return 2;
    }
    if (std::string_view(argv[2]) == "--clear")
        clear(argv[1]);
    else
        lay(argv[1], std::atoi(argv[2]));
}
