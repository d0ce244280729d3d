// stop KEYFILE
// Asks the spooler to print what has been accepted, to clear everything away and to end.

#include "spool.h"

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: stop KEYFILE\n";
        return 2;
    }

    // TODO 4: open the queue, but do not make it, and send a message of the type stop_please.
    todo("TODO 4: ask the spooler of " + std::string(argv[1]) + " to stop");
}
