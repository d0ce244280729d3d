// stop KEYFILE
// Asks the spooler to print what has been accepted, to clear everything away and to end.

#include "spool.h"

#include <iostream>

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: stop KEYFILE\n";
        return 2;
    }
    send(open_queue(argv[1], 0), stop_please);
}
