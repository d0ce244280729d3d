// bank KEYFILE open AMOUNT AMOUNT | show | close
// Makes the bank that KEYFILE stands for, with two accounts; prints them; or removes it.

#include "lock.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/shm.h>

// The fourth argument of semctl. No header has it: every program must say so itself.
union semun {
    int val;
};

// Says which call failed and why, and ends the program: "bank: shmget: EEXIST (File exists)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "bank: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

void open_bank(key_t key, int first, int second) {
    // TODO 3: make a new segment and a new set of one semaphore, both with mode 0600; if one exists already, its get call must
    //         fail, and nothing may be left of the other. Write the two accounts. Open the lock: SETVAL 1.
    //         Put it in place of the next two lines, build, and run it again; the same in each function below.
    std::cerr << "bank: TODO 3: make the bank of the key " << key << " with " << first << " and " << second << '\n';
    std::exit(1);
}

void show_bank(key_t key) {
    // TODO 4: open both and attach the segment. Enter with `change`, call `mend`, read the accounts, and leave. Print them.
    std::cerr << "bank: TODO 4: print the accounts in the segment of the key " << key << '\n';
    std::exit(1);
}

void close_bank(key_t key) {
    // TODO 5: open both, and remove both.
    std::cerr << "bank: TODO 5: remove the segment and the set of the key " << key << '\n';
    std::exit(1);
}

int main(int argc, char* argv[]) {
    const std::string_view what = argc > 2 ? argv[2] : "";
    const bool opens = what == "open" && argc == 5;
    if (!opens && (argc != 3 || (what != "show" && what != "close"))) {
        std::cerr << "usage: bank KEYFILE open AMOUNT AMOUNT | show | close\n";
        return 2;
    }

    // TODO 1: make the key with ftok, from argv[1] and 'C', and check it, in place of the next three lines.
    //         When this is done, build, and run it again.
    std::cerr << "bank: TODO 1: make the key with ftok, from " << argv[1] << '\n';
    return 1;
    const key_t key = -1;

    if (opens) open_bank(key, std::atoi(argv[3]), std::atoi(argv[4]));
    if (what == "show") show_bank(key);
    if (what == "close") close_bank(key);
}
