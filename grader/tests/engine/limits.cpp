// Programs without end, and programs that reach for what is not theirs.

#include "run_programs.h"

#include <catch2/catch_test_macros.hpp>

#include <chrono>

using namespace ipclab::engine::tests;
using namespace ipclab;
using namespace std::chrono_literals;

namespace {

RunResult misbehave(const std::string& kind, const engine::Budget& budget = {}) {
    return run_programs({{"misbehaving", kind}}, {.budget = budget});
}

} // namespace

TEST_CASE("an endless loop without a call ends at the limit of CPU time") {
    const auto run = misbehave("loop", {.cpu = 50ms});
    CHECK(run.trace.outcome == trace::Outcome::cpu_limit);
    CHECK(run.trace.left_processes.size() == 1);
}

TEST_CASE("output without end ends at its limit") {
    const auto run = misbehave("flood", {.output = 10'000});
    CHECK(run.trace.outcome == trace::Outcome::output_limit);
    CHECK(run.output().starts_with("and on and on\n"));
    CHECK(run.output().size() < 100'000);
}

TEST_CASE("output of any size gets through, in one write or in many") {
    // A pseudo-terminal takes about 12,000 bytes before a write to it waits.
    for (const int size : {1, 200, 255, 257, 3000, 4096, 4097, 8192, 12'000, 14'000, 16'000, 16'384, 20'000}) {
        INFO(size);
        const int times = 40'000 / size + 1;
        const auto run = run_programs({{"printer", std::to_string(size), std::to_string(times)}});
        CHECK(run.trace.outcome == trace::Outcome::finished);
        CHECK(run.status() == 0);
        CHECK(run.output().size() == static_cast<std::size_t>(size) * static_cast<std::size_t>(times));
    }
}

TEST_CASE("a fork bomb ends at the limit of processes") {
    const auto run = misbehave("bomb", {.tasks = 20});
    CHECK(run.trace.outcome == trace::Outcome::process_limit);
}

TEST_CASE("polling for what never comes is a livelock") {
    const auto run = misbehave("poll", {.idle_calls = 300});
    CHECK(run.trace.outcome == trace::Outcome::livelock);
}

TEST_CASE("too many events end a run") {
    const auto run = run_programs({{"ping_pong", "queue", "1000"}}, {.budget = {.events = 500}});
    CHECK(run.trace.outcome == trace::Outcome::event_limit);
}

TEST_CASE("a daemon is left behind, and so is what it made") {
    const auto run = misbehave("daemon");
    CHECK(run.trace.outcome == trace::Outcome::finished);
    CHECK(run.output() == "off it goes\n");
    CHECK(run.status() == 0);
    CHECK(run.trace.left_processes.size() == 1);
    CHECK(run.trace.left_objects.size() == 1);
}

TEST_CASE("a child that waits for ever is left behind, and no deadlock of its parent") {
    const auto run = misbehave("stray");
    CHECK(run.trace.outcome == trace::Outcome::finished);
    CHECK(run.trace.left_processes.size() == 1);
}

TEST_CASE("a program that kills all that it can reach kills itself only") {
    for (const auto level : {engine::Level::none, engine::Level::ipc, engine::Level::full}) {
        if (level > best_level()) continue;
        INFO(engine::name_of(level));
        const auto run = run_programs({{"misbehaving", "kill"}}, {.level = level});
        CHECK(run.trace.outcome == trace::Outcome::finished);
        const auto output = run.output();
        CHECK(output.starts_with("kill(getppid()) E")); // EPERM, or in a pid namespace ESRCH: 0 is the parent
        CHECK(output.find("kill(1) EPERM\n") != std::string::npos);
        CHECK(output.ends_with("still here\n"));
        CHECK(run.status() == 128 + 9);
    }
}

TEST_CASE("a program makes no user namespace, in which it would have all capabilities") {
    CHECK(run_programs({{"misbehaving", "namespace"}}).output() == "-1 -1\n");
}
