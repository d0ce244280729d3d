// till KEYFILE open AMOUNT | pay NUMBER | close
// Makes the till that KEYFILE stands for, pays at cashier NUMBER, or counts the till and removes it.

#include "till.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>

// Says which call failed and why, and ends the program: "till: shmget: EEXIST (File exists)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "till: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

void open_till(key_t key, int amount) {
    // TODO 2: make a new segment and a new queue of this key, both with mode 0600. If one exists already, its get call must
    //         fail. If the second call fails, remove what the first one has made, and only then call fail: keep errno.
    //         Put it in place of the next two lines, build, and run it again; the same in each function below.
    std::cerr << "till: TODO 2: make a segment and a queue of the key " << key << " for " << amount << '\n';
    std::exit(1);

    // TODO 3: attach the segment, write the amount as the total, and detach it. Then hang up the key: send a letter of type
    //         the_key, of size 0.
}

void pay(key_t key, int number) {
    // TODO 4: open the queue, and send a letter of type paid + number, of size 0.
    std::cerr << "till: TODO 4: send the letter of cashier " << number << " to the queue of the key " << key << '\n';
    std::exit(1);
}

void close_till(key_t key) {
    // TODO 5: open both, print the total, and remove both.
    std::cerr << "till: TODO 5: print the total in the segment of the key " << key << ", and remove it and the queue\n";
    std::exit(1);
}

[[noreturn]] void usage() {
    std::cerr << "usage: till KEYFILE open AMOUNT | pay NUMBER | close\n";
    std::exit(2);
}

int main(int argc, char* argv[]) {
    const std::string_view what = argc > 2 ? argv[2] : "";
    if (argc != (what == "close" ? 3 : 4)) usage();

    // TODO 1: make the key with ftok, from argv[1] and 'T', and check it, in place of the next three lines.
    //         When this is done, build, and run it again.
    std::cerr << "till: TODO 1: make the key with ftok, from " << argv[1] << '\n';
    return 1;
    const key_t key = -1;

    if (what == "open")
        open_till(key, std::atoi(argv[3]));
    else if (what == "pay")
        pay(key, std::atoi(argv[3]));
    else if (what == "close")
        close_till(key);
    else
        usage();
}
