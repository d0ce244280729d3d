// What control costs, as one table; or one program's orders by hand.

#include "figures.h"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace ipclab;

/// In a jail, which is on one processor, and so is everything that it starts.
void measure(const std::string& needed, const std::function<void(engine::Engine&, const engine::Inside&)>& figures) {
    const auto task = [&](const engine::Inside& inside) {
        engine::Engine engine;
        figures(engine, inside);
        return std::string{};
    };
    if (const auto ended = engine::in_jail(engine::probe().level, task, {}, {.needed = {needed}}); ended.error)
        throw std::runtime_error(*ended.error);
}

void table(const std::string& samples, const std::string& ipclab, const std::string& lab, int times) {
    measure(samples, [&](engine::Engine& engine, const engine::Inside& inside) {
        bench::time_schedules(engine, inside, samples);
        bench::count_orders(engine, inside, samples);
        bench::time_accesses(engine, inside, samples);
        bench::time_deadlock(engine, inside, samples);
        bench::time_ping_pong(engine, inside, samples, times);
    });
    bench::time_grading(ipclab, lab, times);
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    try {
        if (words.size() == 5 && words[0] == "table") {
            table(words[1], words[2], words[3], std::stoi(words[4]));
        } else if (words.size() >= 4 && words[0] == "orders") {
            measure(words[3], [&](engine::Engine& engine, const engine::Inside& inside) {
                bench::try_orders(engine, inside, words[1], std::stoul(words[2]), {words.begin() + 3, words.end()});
            });
        } else {
            fmt::print(stderr,
                       "usage: {0} table SAMPLES IPCLAB LAB TIMES\n       {0} orders STRATEGY RUNS PROGRAM ARGS...\n",
                       argv[0]);
            return 2;
        }
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 3;
    }
    return 0;
}
