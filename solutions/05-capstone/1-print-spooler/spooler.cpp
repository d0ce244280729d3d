// spooler KEYFILE OUTFILE SLOTS
// Prints what clients bring: a line for each job, at the end of OUTFILE.

#include "spool.h"

#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <limits>
#include <set>
#include <string>
#include <unistd.h>

// The file that is printed to, and what is in it already.
class Output {
public:
    explicit Output(const char* name) : file_(open(name, O_WRONLY | O_CREAT | O_APPEND, 0644)) {
        if (file_ == -1) fail("open");
        std::ifstream lines(name);
        for (int job = 0; lines >> job;) {
            printed_.insert(job);
            lines.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
        }
    }

    // Once, however often it is asked for. One write: after a crash the whole line is there, or nothing of it.
    void print(const Slot& slot) {
        if (printed_.count(slot.job) > 0) return;
        const std::string line = std::to_string(slot.job) + " " + slot.text + "\n";
        if (write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) fail("write");
        printed_.insert(slot.job);
    }

private:
    int file_;
    std::set<int> printed_;
};

// First print, then empty the slot: who dies in between leaves a job that is in the slot and in the file, and the next spooler sees
// both. The other way round, it would be in neither.
void finish(int set, Table& table, int slot, Output& output) {
    if (!is_full(set, slot)) return; // announced twice
    output.print(table.slot(slot));
    change(set, slot, -1);
}

int main(int argc, char* argv[]) {
    if (argc != 4) {
        std::cerr << "usage: spooler KEYFILE OUTFILE SLOTS\n";
        return 2;
    }
    const int slots = std::atoi(argv[3]);
    Output output(argv[2]);

    // What a spooler before us has made is taken over as it is.
    const int create = IPC_CREAT | 0600;
    const std::size_t size = sizeof(Table) + static_cast<std::size_t>(slots) * sizeof(Slot);
    const int segment = open_segment(argv[1], size, create), set = open_set(argv[1], slots + 1, create);
    const int queue = open_queue(argv[1], create);
    Table& table = attach(segment);

    // It may have taken announcements with it. The slots tell what is to be done.
    for (int slot = 0; slot < slots; ++slot)
        finish(set, table, slot, output);

    for (;;) {
        Message message{}; // the oldest one: whoever stops us waits its turn
        if (msgrcv(queue, &message, message_size, 0, 0) == -1) fail("msgrcv");
        if (message.type == stop_please) break;
        finish(set, table, message.slot, output);
    }

    if (msgctl(queue, IPC_RMID, nullptr) == -1) fail("msgctl");
    if (semctl(set, 0, IPC_RMID) == -1) fail("semctl");
    if (shmctl(segment, IPC_RMID, nullptr) == -1) fail("shmctl");
}
