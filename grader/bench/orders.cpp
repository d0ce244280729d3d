// How many orders programs have, by strategy, and how many runs a second are made.

#include "engine/run.h"
#include "explore/explore.h"

#include <fmt/format.h>

#include <sys/resource.h>

#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace ipclab;

engine::RunSpec spec_of(const engine::Inside& inside, const std::vector<std::string>& command) {
    engine::RunSpec spec;
    spec.folder = inside.folder;
    spec.level = inside.level;
    spec.ledger = inside.ledger;
    engine::Start start{.actor = "A", .program = {}};
    start.program.path = command.front();
    start.program.argv = command;
    spec.play = {{.action = start, .text = "start"}};
    return spec;
}

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
    double seconds = 0; ///< of processor time, of all processes: on one processor, what an idle machine would take
    [[nodiscard]] double runs_a_second() const { return static_cast<double>(outcome.coverage.runs) / seconds; }
};

double processor_time() {
    double seconds = 0;
    for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        getrusage(who, &usage);
        for (const auto& time : {usage.ru_utime, usage.ru_stime})
            seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    }
    return seconds;
}

Tried tried(engine::Engine& engine, const engine::Inside& inside, const std::vector<std::string>& command, Strategy strategy,
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
Tried tried_well(engine::Engine& engine, const engine::Inside& inside, const std::vector<std::string>& command,
                 Strategy strategy, std::size_t runs) {
    auto result = tried(engine, inside, command, strategy, runs);
    if (result.outcome.failure) throw std::runtime_error(command.front() + ": " + result.outcome.failure->fault);
    return result;
}

/// The same program in all orders, with and without reduction.
void compare(engine::Engine& engine, const engine::Inside& inside, const std::string& title,
             const std::vector<std::string>& command, std::size_t most) {
    const auto reduced = tried_well(engine, inside, command, Strategy::complete, most);
    const auto every = tried_well(engine, inside, command, Strategy::every, most);
    const auto cell = [](const Tried& one) {
        const auto& coverage = one.outcome.coverage;
        return fmt::format("{}{} in {} runs, {:.2f} s", coverage.complete ? "" : "more than ", coverage.orders,
                           coverage.runs, one.seconds);
    };
    fmt::print("{:<42}{:<34}{}\n", title, cell(reduced), cell(every));
    (void)fflush(stdout);
}

void table(const engine::Inside& inside, const std::string& samples) {
    engine::Engine engine;
    const auto turns = samples + "/taking_turns", philosophers = samples + "/philosophers", buffer = samples + "/buffer";
    for (const auto& [strategy, name] : {std::pair{Strategy::random, "random"}, {Strategy::pct, "by priorities"}})
        fmt::print("Two processes with ten semop each, {} orders: {:.0f} runs a second of processor time\n", name,
                   tried_well(engine, inside, {turns, "2", "5"}, strategy, 500).runs_a_second());
    constexpr std::size_t most = 2000;
    fmt::print("\n{:<42}{:<34}{}\n", "Orders", "that matter", "of all steps");
    compare(engine, inside, "P and V, 2 processes, 2 times", {turns, "2", "2"}, most);
    compare(engine, inside, "P and V, 2 processes, 5 times", {turns, "2", "5"}, most);
    compare(engine, inside, "3 philosophers, 2 meals", {philosophers, "3", "2"}, most);
    compare(engine, inside, "5 philosophers, 1 meal", {philosophers, "5", "1"}, most);
    compare(engine, inside, "buffer, 2 and 2 processes, 3 items", {buffer, "2", "3"}, most);
}

int by_hand(const engine::Inside& inside, const std::string& strategy, std::size_t runs,
            const std::vector<std::string>& command) {
    const std::map<std::string, Strategy> strategies{
        {"automatic", Strategy::automatic}, {"random", Strategy::random},     {"pct", Strategy::pct},
        {"bounded", Strategy::bounded},     {"complete", Strategy::complete}, {"every", Strategy::every}};
    engine::Engine engine;
    const auto result = tried(engine, inside, command, strategies.at(strategy), runs);
    const auto& [coverage, failure] = result.outcome;
    fmt::print("{}: {} runs, {:.2f} s, {:.0f} runs a second of processor time\n", coverage.text(), coverage.runs,
               result.seconds, result.runs_a_second());
    if (failure) fmt::print("  {}: {} preemptions, {}\n", failure->fault, failure->preemptions, failure->schedule);
    (void)fflush(stdout);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() != 1 && words.size() < 3) {
        fmt::print(stderr, "usage: {0} SAMPLES\n       {0} STRATEGY RUNS PROGRAM ARGS...\n", argv[0]);
        return 2;
    }
    const auto measure = [&](const engine::Inside& inside) {
        if (words.size() == 1)
            table(inside, words[0]);
        else
            by_hand(inside, words[0], std::stoul(words[1]), {words.begin() + 2, words.end()});
        return std::string{};
    };
    const auto ended =
        engine::in_jail(engine::probe().level, measure, {}, {.needed = {words.size() == 1 ? words[0] : words[2]}});
    if (ended.error) fmt::print(stderr, "{}\n", *ended.error);
    return ended.error ? 3 : 0;
}
