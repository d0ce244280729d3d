#include "belt.hpp"

int main(int argc, char* argv[]) {
    if (argc != 2) return 2;
    return told("producer", [&] {
        const Shared shared(argv[1]);
        for (std::string line; std::getline(std::cin, line);) {
            change(shared.set, {{free_places, -1}});
            {
                const Locked locked(shared.set, for_putters);
                auto& place = shared.place(shared.belt->next_in);
                place.length = static_cast<int>(line.copy(place.text.data(), place.text.size()));
                shared.belt->next_in = (shared.belt->next_in + 1) % shared.belt->places;
            }
            change(shared.set, {{filled, +1}});
        }
        shared.leave();
    });
}
