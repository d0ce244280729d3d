// One schedule text, one run.

#include "run_programs.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <set>

using namespace ipclab::engine::tests;
using namespace ipclab;

namespace {

const std::vector<std::vector<Command>> plays{
    {{"race"}},
    {{"threads"}},
    {{"children"}},
    {{"semaphore_order"}},
    {{"deadlock", "crossed"}},
    {{"misbehaving", "daemon"}},
    {{"ping_pong", "semaphore", "10"}, {"ping_pong", "queue", "10"}},
};

/// From the first line that differs: what there is to look for.
std::string difference(const std::string& a, const std::string& b) {
    const auto [at, other] = std::ranges::mismatch(a, b);
    const auto place = a.rfind('\n', static_cast<std::size_t>(at - a.begin()));
    const auto from = place == std::string::npos ? 0 : place;
    constexpr std::size_t enough = 1000;
    return a.substr(from, enough) + "\n--- and ---\n" + b.substr(std::min(from, b.size()), enough);
}

void check_one_run(const std::vector<Command>& commands, const std::string& schedule, int times) {
    INFO(commands.front().front() << " under " << schedule);
    std::string first;
    for (const auto& run : run_often(commands, {.runs = times}, [&](int) { return schedule; })) {
        CHECK(run.schedule_text == schedule);
        CHECK(run.trace.error == "");
        const auto text = trace::normalised(run.trace);
        if (first.empty()) first = text;
        INFO(difference(first, text));
        CHECK((text == first)); // in parentheses: the whole texts would be too much to show
    }
}

} // namespace

TEST_CASE("the same schedule gives the same run, fifty times") {
    for (const auto& commands : plays)
        for (const char* schedule : {"fixed", "seed-7"})
            check_one_run(commands, schedule, 50);
}

TEST_CASE("the same schedule gives the same run, a thousand times", "[.long]") {
    for (const auto& commands : plays)
        for (const char* schedule : {"fixed", "seed-7"})
            check_one_run(commands, schedule, 1000);
}

TEST_CASE("other seeds give other runs, and what each decided replays it") {
    const auto seeded = run_often({{"race"}}, {.runs = 20}, [](int i) { return "seed-" + std::to_string(i); });
    std::set<std::string> outputs;
    for (const auto& run : seeded)
        outputs.insert(run.output());
    CHECK(outputs.size() > 10);

    const auto replayed =
        run_often({{"race"}}, {.runs = 20}, [&](int i) { return seeded.at(static_cast<std::size_t>(i)).decisions; });
    for (std::size_t i = 0; i < seeded.size(); ++i) {
        INFO(seeded[i].schedule_text << " is " << seeded[i].decisions);
        CHECK(trace::fingerprint(replayed[i].trace) == trace::fingerprint(seeded[i].trace));
        CHECK(replayed[i].decisions == seeded[i].decisions);
    }
}

TEST_CASE("decisions replay programs with signals, pipes and threads too") {
    for (const auto& commands : plays) {
        INFO(commands.front().front());
        const auto seeded = run_programs(commands, {.schedule = "seed-5"});
        const auto replayed = run_programs(commands, {.schedule = seeded.decisions});
        CHECK(trace::normalised(replayed.trace) == trace::normalised(seeded.trace));
    }
}
