// spooler KEYFILE OUTFILE SLOTS
// Prints what clients bring: a line for each job, at the end of OUTFILE.

#include "spool.h"

#include <fcntl.h>
#include <fstream>
#include <set>
#include <unistd.h>

int main(int argc, char* argv[]) {
    if (argc != 4) {
        std::cerr << "usage: spooler KEYFILE OUTFILE SLOTS\n";
        return 2;
    }
    const int slots = std::atoi(argv[3]);

    // TODO 8: which jobs are in the file argv[2] already? (The first of all: a spooler before this one may have died.)

    // TODO 1: make or open, with IPC_CREAT | 0600, the segment (a Table, and behind it as many Slots as `slots` says), the set and the
    //         queue; key_of(argv[1], 'T') makes the first key. Attach the segment. Check every call.
    todo("TODO 1: make or open segment, set and queue of " + std::string(argv[1]) + ", for " + std::to_string(slots) +
         " slots");

    // TODO 8: which slots are full? (And only then look into the queue.)

    // TODO 3: open the file argv[2], and then, for ever: receive a message, print the job in its slot with one write, and
    // TODO 5: empty the slot.

    // TODO 4: a message of the type stop_please ends that; remove queue, set and segment.
}
