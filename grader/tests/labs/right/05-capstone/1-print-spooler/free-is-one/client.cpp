#include "office.hpp"

int main(int argc, char* argv[]) {
    if (argc != 4) return 2;
    return told("client", [&] {
        Office office(argv[1], 0, 0);
        office.attach();
        semid_ds status{};
        checked(semctl(office.set, 0, IPC_STAT, &status), "semctl");
        const int slots = static_cast<int>(status.sem_nsems) - first_slot, job = std::stoi(argv[2]);

        office.change({step(door, -1, SEM_UNDO)});
        const int slot = office.turn() % slots, semaphore = first_slot + slot;
        if (!office.empty(slot)) office.announce(a_job, office.page(slot).job);
        office.change({step(semaphore, -1), step(semaphore, +1)}); // waits until it is empty, and takes nothing
        auto& page = office.page(slot);
        const std::string_view text = argv[3];
        page.job = job;
        page.length = static_cast<int>(text.copy(page.text.data(), page.text.size()));
        office.change({step(semaphore, -1)});
        ++office.turn();
        office.announce(a_job, job);
        office.change({step(door, +1, SEM_UNDO)});
        std::cout << "job " << job << " accepted" << std::endl;
    });
}
