#include "board.hpp"

int main(int argc, char* argv[]) {
    if (argc != 2) return 2;
    return told("wipe", [&] {
        const Square square(argv[1], false);
        square.change(-all, 0);
        checked(shmctl(square.segment, IPC_RMID, nullptr), "shmctl");
        checked(semctl(square.set, 0, IPC_RMID), "semctl");
    });
}
