#include "belt.hpp"

#include <sys/wait.h>
#include <unistd.h>

namespace {

std::string take(const Shared& shared) {
    change(shared.set, {{filled, -1}});
    std::string text;
    {
        const Locked locked(shared.set, for_takers);
        const auto& place = shared.place(shared.belt->next_out);
        text.assign(place.text.data(), static_cast<std::size_t>(place.length));
        shared.belt->next_out = (shared.belt->next_out + 1) % shared.belt->places;
    }
    change(shared.set, {{free_places, +1}});
    return text + "\n";
}

void print_all(int from) {
    char piece[256];
    ssize_t got = 0;
    while ((got = read(from, piece, sizeof piece)) > 0)
        std::cout.write(piece, got);
    std::cout.flush();
}

} // namespace

int main(int argc, char* argv[]) {
    if (argc != 3) return 2;
    return told("consumer", [&] {
        int ends[2];
        checked(pipe(ends), "pipe");
        const pid_t child = checked(fork(), "fork");
        if (child == 0) {
            close(ends[1]);
            print_all(ends[0]);
            _exit(0);
        }
        close(ends[0]);
        const Shared shared(argv[1]);
        for (int left = std::stoi(argv[2]); left > 0; --left) {
            const auto text = take(shared);
            if (write(ends[1], text.data(), text.size()) == -1) throw Failure("write");
        }
        close(ends[1]);
        shared.leave();
        checked(waitpid(child, nullptr, 0), "waitpid");
    });
}
