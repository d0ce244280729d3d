// table KEYFILE SEATS      lays a table
// table KEYFILE --clear    tells how often each fork was used, and clears it away

#include "table.h"

#include <iostream>
#include <string_view>
#include <vector>

// Takes back what has been made so far: half a table is of no use to anybody.
[[noreturn]] void give_up(const char* call, int forks, int segment = -1) {
    const int error = errno;
    semctl(forks, 0, IPC_RMID);
    if (segment != -1) shmctl(segment, IPC_RMID, nullptr);
    errno = error;
    fail(call);
}

void lay(const char* keyfile, int seats) {
    const key_t forks_key = key_of(keyfile, 'F'), segment_key = key_of(keyfile, 'U');
    // IPC_EXCL: a table that somebody dines at is left alone.
    const int forks = semget(forks_key, seats, IPC_CREAT | IPC_EXCL | 0600);
    if (forks == -1) fail("semget");
    // New shared memory is all zero: no fork has been used yet.
    const std::size_t bytes = static_cast<std::size_t>(seats) * sizeof(int);
    const int segment = shmget(segment_key, bytes, IPC_CREAT | IPC_EXCL | 0600);
    if (segment == -1) give_up("shmget", forks);

    std::vector<unsigned short> ones(static_cast<std::size_t>(seats), 1); // every fork lies on the table
    semun argument{};
    argument.array = ones.data();
    if (semctl(forks, 0, SETALL, argument) == -1) give_up("semctl", forks, segment);
}

void clear(const char* keyfile) {
    const Table table = open_table(keyfile);
    for (int fork = 0; fork < table.seats; ++fork)
        std::cout << "fork " << fork << ": " << table.used[fork] << '\n';
    if (semctl(table.forks, 0, IPC_RMID) == -1) fail("semctl");
    if (shmctl(table.segment, IPC_RMID, nullptr) == -1) fail("shmctl");
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
