// What an access to shared memory costs in each of the ways in which it is seen.

#include "figures.h"

#include <optional>
#include <stdexcept>

namespace ipclab::bench {
namespace {

struct Way {
    std::string name, program, memory;
    std::optional<engine::Watch> watch; ///< nothing: natively
    bool stops;                         ///< at each access
    long rounds, stores;                ///< as many stores as can follow each other before the engine looks away
};

double time_of_run(engine::Engine& engine, const engine::Inside& inside, const Way& way, const Command& command) {
    if (!way.watch) return time_of(command).value();
    auto spec = spec_of(inside, command);
    spec.watch = *way.watch;
    spec.stop_at_accesses = way.stops;
    const auto begin = processor_time();
    const auto trace = engine.run(spec, *schedule::fixed());
    const auto took = processor_time() - begin;
    if (trace.outcome != trace::Outcome::finished) throw std::runtime_error("the run ended otherwise: " + trace.error);
    return took;
}

/// Of one store: what all of them take longer than none, median of a few.
double cost(engine::Engine& engine, const engine::Inside& inside, const Way& way, const std::string& samples) {
    std::vector<double> times;
    constexpr int turns = 5;
    const auto time_with = [&](long stores) {
        return time_of_run(engine, inside, way,
                           {samples + "/" + way.program, way.memory, std::to_string(way.rounds), std::to_string(stores)});
    };
    for (int i = 0; i < turns; ++i) {
        const auto none = time_with(0);
        times.push_back((time_with(way.stores) - none) / static_cast<double>(way.rounds * way.stores));
    }
    return median(times);
}

} // namespace

void time_accesses(engine::Engine& engine, const engine::Inside& inside, const std::string& samples) {
    using engine::Watch;
    double native = 0;
    for (const auto& way : {Way{"native", "accesses", "shared", {}, false, 100, 1'000'000},
                            Way{"hooks, of its own memory", "accesses_hooks", "own", Watch::hooks, false, 100, 1'000'000},
                            Way{"hooks", "accesses_hooks", "shared", Watch::hooks, false, 50, 5'000},
                            Way{"hooks, and a stop at each", "accesses_hooks", "shared", Watch::hooks, true, 50, 100},
                            Way{"page protection", "accesses", "shared", Watch::pages, false, 20, 100}}) {
        const auto each = cost(engine, inside, way, samples);
        if (!way.watch) native = each;
        row("a store into shared memory, " + way.name, time_text(each), ratio(each, native) + " times native");
    }
}

} // namespace ipclab::bench
