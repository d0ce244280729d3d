#include "office.hpp"

#include <fstream>
#include <sstream>
#include <unordered_set>

namespace {

class Paper {
public:
    explicit Paper(const char* name) : out_(name, std::ios::app) {
        std::ifstream in(name);
        for (std::string line; std::getline(in, line);)
            done_.insert(std::stoi(line));
    }
    void print(const Page& page) {
        if (!done_.insert(page.job).second) return;
        std::ostringstream line;
        line << page.job << ' ' << std::string_view(page.text.data(), static_cast<std::size_t>(page.length)) << '\n';
        out_ << line.str() << std::flush; // it fits into the buffer, so that this is one write
        if (!out_) throw Failure("write");
    }

private:
    std::ofstream out_;
    std::unordered_set<int> done_;
};

void prepare(const Office& office, int slots) {
    std::vector<sembuf> values{step(prepared, 0, IPC_NOWAIT), step(prepared, +1), step(door, +1)};
    for (int slot = 0; slot < slots; ++slot)
        values.push_back(step(first_slot + slot, +1));
    if (semop(office.set, values.data(), values.size()) == -1 && errno != EAGAIN) throw Failure("semop");
}

} // namespace

int main(int argc, char* argv[]) {
    if (argc != 4) return 2;
    return told("spooler", [&] {
        const int slots = std::stoi(argv[3]);
        Paper paper(argv[2]);
        Office office(argv[1], IPC_CREAT | 0600, slots);
        office.attach();
        prepare(office, slots);
        // Each job, whether there is one message for it, or two, or none: what counts is the slots.
        const auto print_the_slots = [&](auto wanted) {
            for (int slot = 0; slot < slots; ++slot) {
                if (office.empty(slot) || !wanted(office.page(slot).job)) continue;
                paper.print(office.page(slot));
                office.change({step(first_slot + slot, +1)});
            }
        };
        print_the_slots([](int) { return true; });
        for (;;) {
            News news{};
            checked(static_cast<int>(msgrcv(office.queue, &news, sizeof news.job, 0, 0)), "msgrcv");
            if (news.type == the_end) break;
            print_the_slots([&](int job) { return job == news.job; });
        }
        checked(semctl(office.set, 0, IPC_RMID), "semctl");
        checked(shmctl(office.segment, IPC_RMID, nullptr), "shmctl");
        checked(msgctl(office.queue, IPC_RMID, nullptr), "msgctl");
    });
}
