// philosopher KEYFILE SEAT MEALS [SECONDS]
// Sits down at SEAT and eats MEALS times, for so many seconds each time (0 if not given).

#include "table.h"

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

    for (int meal = 0; meal < meals; ++meal) {
        // TODO 4: take both forks, left and right, with one semop: it takes an array of sembufs and the number of its elements.
        todo("TODO 4: take the forks " + std::to_string(left) + " and " + std::to_string(right));

        // TODO 5: say that you eat, take your time, count both forks in table.used, and lay both down.
        todo("TODO 5: eat for " + std::to_string(seconds) + " seconds, count, and lay the forks down");
    }
}
