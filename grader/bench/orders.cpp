// How many orders a program has, by strategy, and how many runs a second are made: orders STRATEGY RUNS PROGRAM ARGS…

#include "engine/run.h"
#include "explore/explore.h"

#include <fmt/format.h>

#include <chrono>
#include <map>
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

} // namespace

int main(int argc, char** argv) {
    using Strategy = explore::Strategy;
    const std::map<std::string, Strategy> strategies{
        {"automatic", Strategy::automatic}, {"random", Strategy::random},     {"pct", Strategy::pct},
        {"bounded", Strategy::bounded},     {"complete", Strategy::complete}, {"every", Strategy::every}};
    if (argc < 4 || !strategies.contains(argv[1])) {
        fmt::print(stderr, "usage: {} STRATEGY RUNS PROGRAM ARGS...\n", argv[0]);
        return 2;
    }
    const std::vector<std::string> command(argv + 3, argv + argc);
    const auto measure = [&](const engine::Inside& inside) {
        engine::Engine engine;
        const auto spec = spec_of(inside, command);
        explore::Plan plan{.strategy = strategies.at(argv[1]), .runs = std::stoul(argv[2])};
        plan.events = 1'000'000'000;
        const auto begin = std::chrono::steady_clock::now();
        const auto outcome =
            explore::explore([&](schedule::Schedule& schedule) { return engine.run(spec, schedule); }, faults_of, plan);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        fmt::print("{}: {} runs, {} to their end, {:.2f} s, {:.0f} runs a second\n", outcome.coverage.text(),
                   outcome.coverage.runs, outcome.coverage.orders, took.count(),
                   static_cast<double>(outcome.coverage.runs) / took.count());
        if (outcome.failure)
            fmt::print("  {}: {} preemptions, {}\n", outcome.failure->fault, outcome.failure->preemptions,
                       outcome.failure->schedule);
        (void)fflush(stdout);
        return std::string{};
    };
    const auto ended = engine::in_jail(engine::probe().level, measure, {}, {.needed = {command.front()}});
    if (ended.error) fmt::print(stderr, "{}\n", *ended.error);
    return ended.error ? 3 : 0;
}
