// buffer KEYFILE PLACES USERS
// Makes a buffer with so many places, for so many producers and consumers.

#include "shared.h"

int main(int argc, char* argv[]) {
    if (argc != 4) {
        std::cerr << "usage: buffer KEYFILE PLACES USERS\n";
        return 2;
    }

    // TODO 1: make two keys with ftok, from argv[1] and 'S' for the set, from argv[1] and 'B' for the segment. Make the segment
    //         (a Buffer, and behind it as many Items as argv[2] says: std::atoi makes a number of it), then the set. Neither
    //         must be there before. Check every call; the first that fails calls fail("ftok"), fail("shmget"), ...
    todo("TODO 1: make the keys from " + std::string(argv[1]) + ", then the segment and the set of semaphores");

    // TODO 2: attach the segment and write into it how many places and users there are; give the semaphores their first
    //         values with semctl and SETALL. When a call fails, remove what has been made before, then say so with fail.
}
