// How many runs a second are made, and how many orders programs have, with and without reduction.

#include "figures.h"

#include "explore/explore.h"

#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <stdexcept>

namespace ipclab::bench {
namespace {

std::string faults_of(const trace::Trace& trace) {
    if (trace.outcome != trace::Outcome::finished) return std::string{trace::name_of(trace.outcome)} + " " + trace.error;
    for (const auto& event : trace.events)
        if (const auto* end = std::get_if<trace::Exited>(&event.what);
            end != nullptr && (end->code != 0 || end->signal != 0))
            return "failed";
    return "";
}

using Strategy = explore::Strategy;

struct Tried {
    explore::Outcome outcome;
    double seconds = 0; ///< of processor time
    [[nodiscard]] double runs_a_second() const { return static_cast<double>(outcome.coverage.runs) / seconds; }
};

Tried tried(engine::Engine& engine, const engine::Inside& inside, const Command& command, Strategy strategy,
            std::size_t runs) {
    const auto spec = spec_of(inside, command);
    explore::Plan plan{.strategy = strategy, .runs = runs};
    plan.events = 1'000'000'000;
    Tried result;
    const auto begin = processor_time();
    result.outcome =
        explore::explore([&](schedule::Schedule& schedule) { return engine.run(spec, schedule); }, faults_of, plan);
    result.seconds = processor_time() - begin;
    return result;
}

/// Of a program that has no fault.
Tried tried_well(engine::Engine& engine, const engine::Inside& inside, const Command& command, Strategy strategy,
                 std::size_t runs) {
    auto result = tried(engine, inside, command, strategy, runs);
    if (result.outcome.failure) throw std::runtime_error(command.front() + ": " + result.outcome.failure->fault);
    return result;
}

/// The same program in all orders, with and without reduction.
void compare(engine::Engine& engine, const engine::Inside& inside, const std::string& title, const Command& command) {
    constexpr std::size_t most = 2000;
    const auto reduced = tried_well(engine, inside, command, Strategy::complete, most);
    const auto every = tried_well(engine, inside, command, Strategy::every, most);
    const auto cell = [](const Tried& one) {
        const auto& coverage = one.outcome.coverage;
        return fmt::format("{}{} in {} runs", coverage.complete ? "" : "more than ", coverage.orders, coverage.runs);
    };
    row("orders of " + title, cell(reduced), "without reduction " + cell(every));
}

} // namespace

void time_schedules(engine::Engine& engine, const engine::Inside& inside, const std::string& samples) {
    const Command command{samples + "/taking_turns", "2", "5"};
    for (const auto& [strategy, name] : {std::pair{Strategy::random, "at random"}, {Strategy::pct, "by priorities"}}) {
        std::vector<double> native;
        constexpr int times = 50;
        for (int i = 0; i < times; ++i)
            native.push_back(time_of(command).value());
        const auto rate = tried_well(engine, inside, command, strategy, 1000).runs_a_second();
        row(fmt::format("2 processes with 10 semop each, {}", name), fmt::format("{:.0f} runs/s", rate),
            fmt::format("a run takes {} times as long as a native one", ratio(1 / rate, median(native))));
    }
}

void count_orders(engine::Engine& engine, const engine::Inside& inside, const std::string& samples) {
    const auto turns = samples + "/taking_turns", philosophers = samples + "/philosophers", buffer = samples + "/buffer";
    compare(engine, inside, "2 processes, P and V 2 times", {turns, "2", "2"});
    compare(engine, inside, "2 processes, P and V 5 times", {turns, "2", "5"});
    compare(engine, inside, "3 philosophers, 2 meals", {philosophers, "3", "2"});
    compare(engine, inside, "5 philosophers, 1 meal", {philosophers, "5", "1"});
    compare(engine, inside, "a buffer, 2 and 2 processes, 3 items", {buffer, "2", "3"});
}

void try_orders(engine::Engine& engine, const engine::Inside& inside, const std::string& strategy, std::size_t runs,
                const Command& command) {
    const std::map<std::string, Strategy> strategies{
        {"automatic", Strategy::automatic}, {"random", Strategy::random},     {"pct", Strategy::pct},
        {"bounded", Strategy::bounded},     {"complete", Strategy::complete}, {"every", Strategy::every}};
    const auto result = tried(engine, inside, command, strategies.at(strategy), runs);
    const auto& [coverage, failure] = result.outcome;
    fmt::print("{}: {} runs, {:.2f} s, {:.0f} runs a second of processor time, {} starts from templates\n", coverage.text(),
               coverage.runs, result.seconds, result.runs_a_second(), engine.copies());
    if (failure) fmt::print("  {}: {} preemptions, {}\n", failure->fault, failure->preemptions, failure->schedule);
    (void)fflush(stdout);
}

} // namespace ipclab::bench
