// client KEYFILE JOB TEXT
// Has TEXT printed as the job of the number JOB.

#include "spool.h"

int main(int argc, char* argv[]) {
    if (argc != 4 || std::strlen(argv[3]) >= sizeof Slot::text) {
        std::cerr << "usage: client KEYFILE JOB TEXT\n";
        return 2;
    }
    const int job = std::atoi(argv[2]);

    // TODO 2: open queue, set and segment, but make none of them, and attach the segment. Check every call.
    todo("TODO 2: open queue, set and segment, and bring job " + std::to_string(job));

    // TODO 6: go in at the door, alone.

    // TODO 5: which slot is next? Wait until it is empty.
    // TODO 7: but if it is full: who tells the spooler, in case that the client who filled it died before it could?

    // TODO 2: fill the slot, say so to its semaphore, and send an announcement.

    // TODO 6: go out, and tell the user that the job is accepted.
}
