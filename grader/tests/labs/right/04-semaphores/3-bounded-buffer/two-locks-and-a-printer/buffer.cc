#include "belt.hpp"

#include <new>

namespace {

/// Removed again unless it is kept.
struct Made {
    int set = -1, segment = -1;
    bool kept = false;
    ~Made() {
        if (kept) return;
        if (set != -1) semctl(set, 0, IPC_RMID);
        if (segment != -1) shmctl(segment, IPC_RMID, nullptr);
    }
};

void make(const char* file, int places, int users) {
    const key_t of_set = ftok(file, 'S'), of_segment = ftok(file, 'B');
    checked(of_set == -1 || of_segment == -1 ? -1 : 0, "ftok");
    Made made;
    const auto size = sizeof(Belt) + static_cast<std::size_t>(places) * sizeof(Place);
    made.segment = checked(shmget(of_segment, size, IPC_CREAT | IPC_EXCL | 0600), "shmget");
    void* at = shmat(made.segment, nullptr, 0);
    checked(at == reinterpret_cast<void*>(-1) ? -1 : 0, "shmat");
    auto* belt = new (at) Belt{};
    belt->users = users;
    belt->places = places;
    made.set = checked(semget(of_set, how_many, IPC_CREAT | IPC_EXCL | 0600), "semget");
    // New semaphores are 0, so what is missing is added.
    change(made.set, {{free_places, static_cast<short>(places)}, {for_putters, 1}, {for_takers, 1}});
    made.kept = true;
}

} // namespace

int main(int argc, char* argv[]) {
    if (argc != 4) return 2;
    return told("buffer", [&] { make(argv[1], std::stoi(argv[2]), std::stoi(argv[3])); });
}
