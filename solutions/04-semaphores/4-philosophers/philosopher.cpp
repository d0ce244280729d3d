// philosopher KEYFILE SEAT MEALS [SECONDS]
// Sits down at SEAT and eats MEALS times, for so many seconds each time (0 if not given).

#include "table.h"

#include <iostream>
#include <unistd.h>

int main(int argc, char* argv[]) {
    if (argc != 4 && argc != 5) {
        std::cerr << "usage: philosopher KEYFILE SEAT MEALS [SECONDS]\n";
        return 2;
    }
    const int seat = std::atoi(argv[2]), meals = std::atoi(argv[3]);
    const int seconds = argc == 5 ? std::atoi(argv[4]) : 0;
    const Table table = open_table(argv[1]);
    const int left = seat, right = (seat + 1) % table.seats; // the table is round

    const auto left_fork = static_cast<unsigned short>(left), right_fork = static_cast<unsigned short>(right);
    // SEM_UNDO on both sides: should we die at the table, the kernel puts back what we hold.
    sembuf take[] = {{left_fork, -1, SEM_UNDO}, {right_fork, -1, SEM_UNDO}};
    sembuf lay_down[] = {{left_fork, +1, SEM_UNDO}, {right_fork, +1, SEM_UNDO}};

    for (int meal = 0; meal < meals; ++meal) {
        // Both or none: while one of the two is missing, the other stays where it is.
        if (semop(table.forks, take, 2) == -1) fail("semop");
        std::cout << seat << " eats with forks " << left << " and " << right << std::endl;
        if (seconds > 0) sleep(static_cast<unsigned>(seconds));
        ++table.used[left];
        ++table.used[right];
        if (semop(table.forks, lay_down, 2) == -1) fail("semop");
    }
}
