// client KEYFILE JOB TEXT
// Has TEXT printed as the job of the number JOB.

#include "spool.h"

#include <iostream>

// The door lets in one client at a time. Who dies inside is put outside by the kernel.

void enter(int set, int door) {
    sembuf operations[] = {operation(door, 0), operation(door, +1, SEM_UNDO)};
    if (semop(set, operations, 2) == -1) fail("semop");
}

void leave(int set, int door) {
    sembuf one = operation(door, -1, SEM_UNDO);
    if (semop(set, &one, 1) == -1) fail("semop");
}

int number_of_semaphores(int set) {
    semid_ds status{};
    semun argument{};
    argument.buf = &status;
    if (semctl(set, 0, IPC_STAT, argument) == -1) fail("semctl");
    return static_cast<int>(status.sem_nsems);
}

int main(int argc, char* argv[]) {
    if (argc != 4 || std::strlen(argv[3]) >= sizeof Slot::text) {
        std::cerr << "usage: client KEYFILE JOB TEXT\n";
        return 2;
    }
    const int job = std::atoi(argv[2]);
    const int queue = open_queue(argv[1], 0), set = open_set(argv[1], 0, 0), segment = open_segment(argv[1], 0, 0);
    Table& table = attach(segment);
    const int slots = number_of_semaphores(set) - 1, door = slots;

    enter(set, door);
    const int slot = table.next;
    // Whose job is still in there may have died before announcing it, and then nobody would ever empty the slot. So we do it
    // for him. A job that is announced twice does no harm: the spooler finds the slot empty the second time.
    if (is_full(set, slot)) send(queue, announcement, slot);
    change(set, slot, 0); // waits until the slot is empty

    table.slot(slot).job = job;
    std::strcpy(table.slot(slot).text, argv[3]);
    table.next = (slot + 1) % slots;
    change(set, slot, +1); // from here on the slot belongs to the job, whatever becomes of us: no SEM_UNDO

    send(queue, announcement, slot); // the job is accepted when this returns
    leave(set, door);
    std::cout << "job " << job << " accepted\n";
}
