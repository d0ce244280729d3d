#include "bank.hpp"

int main(int argc, char* argv[]) {
    if (argc != 3) return 2;
    const int amount = std::atoi(argv[2]);
    const Opened opened("transfer", checked(ftok(argv[1], 'C'), "transfer", "ftok"));
    const Inside inside(opened);
    const unsigned now = opened.bank->valid.load();
    const Accounts& old = opened.bank->copies[now % 2];
    opened.bank->copies[(now + 1) % 2] = {old[0] - amount, old[1] + amount};
    opened.bank->valid.store(now + 1);
}
