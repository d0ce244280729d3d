// One does not speak with a full mouth: a child says that the philosopher eats.
#include "dining.hpp"

#include <sys/wait.h>
#include <unistd.h>

namespace {

class Forks {
public:
    Forks(const Table& table, int left, int right)
        : table_(table), both_{{table.number(left), -1, SEM_UNDO}, {table.number(right), -1, SEM_UNDO}} {
        checked(semop(table_.set, both_, 2), "semop");
    }
    ~Forks() {
        for (auto& fork : both_)
            fork.sem_op = 1;
        semop(table_.set, both_, 2);
    }
    Forks(const Forks&) = delete;
    Forks& operator=(const Forks&) = delete;

private:
    const Table& table_;
    sembuf both_[2];
};

void eat(const Table& table, int left, int right, unsigned seconds) {
    const Forks forks(table, left, right);
    const pid_t child = checked(fork(), "fork");
    if (child == 0) {
        std::cout << left << " eats with forks " << left << " and " << right << std::endl;
        _exit(0);
    }
    if (seconds > 0) sleep(seconds);
    ++table.used(left);
    ++table.used(right);
    checked(waitpid(child, nullptr, 0), "waitpid");
}

} // namespace

int main(int argc, char* argv[]) {
    if (argc != 4 && argc != 5) return 2;
    try {
        const Table table(argv[1]);
        const int left = std::stoi(argv[2]), right = (left + 1) % table.seats;
        for (int meals = std::stoi(argv[3]); meals > 0; --meals)
            eat(table, left, right, argc == 5 ? static_cast<unsigned>(std::stoi(argv[4])) : 0);
    } catch (const Failure& failure) {
        std::cerr << "philosopher: " << failure.what() << '\n';
        return 1;
    }
}
