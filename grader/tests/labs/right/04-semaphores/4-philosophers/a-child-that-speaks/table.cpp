// The fork of seat i has the number (i + 1) % seats; the counters are atomic, which they need not be.
#include "dining.hpp"

#include <new>
#include <string_view>

namespace {

void lay(const char* file, int seats) {
    const key_t forks = key(file, 'F'), counters = key(file, 'U');
    const int set = checked(semget(forks, seats, IPC_CREAT | IPC_EXCL | 0600), "semget");
    int segment = -1;
    try {
        segment = checked(shmget(counters, static_cast<std::size_t>(seats) * sizeof(Counter), IPC_CREAT | IPC_EXCL | 0600),
                          "shmget");
        std::vector<sembuf> ones;
        for (int i = 0; i < seats; ++i)
            ones.push_back({static_cast<unsigned short>(i), 1, 0});
        checked(semop(set, ones.data(), ones.size()), "semop"); // a new semaphore is 0
    } catch (const Failure&) {
        semctl(set, 0, IPC_RMID);
        if (segment != -1) shmctl(segment, IPC_RMID, nullptr);
        throw;
    }
}

void clear(const char* file) {
    const Table table(file);
    for (int i = 0; i < table.seats; ++i)
        std::cout << "fork " << i << ": " << table.used(i).load() << '\n';
    checked(shmctl(table.segment, IPC_RMID, nullptr), "shmctl");
    checked(semctl(table.set, 0, IPC_RMID), "semctl");
}

} // namespace

int main(int argc, char* argv[]) {
    if (argc != 3) return 2;
    try {
        if (std::string_view(argv[2]) == "--clear")
            clear(argv[1]);
        else
            lay(argv[1], std::stoi(argv[2]));
    } catch (const Failure& failure) {
        std::cerr << "table: " << failure.what() << '\n';
        return 1;
    }
}
