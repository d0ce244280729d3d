// What goes wrong in some order is found, and shown in the simplest order that shows it.

#include "explore/explore.h"
#include "toy.h"

#include <catch2/catch_test_macros.hpp>

#include <set>

namespace ipclab::explore::tests {
namespace {

using Kind = Op::Kind;

std::string deadlocks(const trace::Trace& trace) { return trace.outcome == trace::Outcome::deadlock ? "deadlock" : ""; }

Outcome tried(const Toy& toy, Strategy strategy, const Judge& judge = deadlocks, std::size_t runs = 500) {
    const Plan plan{.strategy = strategy, .runs = runs};
    return explore([&](schedule::Schedule& schedule) { return toy.run(schedule); }, judge, plan);
}

/// Each takes two semaphores, in opposite order.
const Toy crossed{.programs = {{{Kind::change, 0, -1}, {Kind::change, 1, -1}, {Kind::change, 1, 1}, {Kind::change, 0, 1}},
                               {{Kind::change, 1, -1}, {Kind::change, 0, -1}, {Kind::change, 0, 1}, {Kind::change, 1, 1}}},
                  .values = {1, 1}};

/// Who finds the flag down waits for the bell; the other raises the flag, and rings only if somebody waits.
Toy lost_wake_up() {
    return {.programs = {{{Kind::get, 0}, {Kind::change, 1, -1}}, {{Kind::set, 0, 1}, {Kind::count, 1}}}, .values = {0, 0}};
}

Toy circle(int count) {
    Toy toy{.programs = {}, .values = std::vector<int>(static_cast<std::size_t>(count), 1)};
    for (int p = 0; p < count; ++p) {
        const int left = p, right = (p + 1) % count;
        toy.programs.push_back(
            {{Kind::change, left, -1}, {Kind::change, right, -1}, {Kind::change, right, 1}, {Kind::change, left, 1}});
    }
    return toy;
}

} // namespace

TEST_CASE("crossed semaphores are found with one preemption, by every strategy") {
    for (const auto strategy :
         {Strategy::automatic, Strategy::complete, Strategy::every, Strategy::bounded, Strategy::pct, Strategy::random}) {
        INFO(static_cast<int>(strategy));
        const auto outcome = tried(crossed, strategy);
        REQUIRE(outcome.failure);
        CHECK(outcome.failure->fault == "deadlock");
        CHECK(outcome.failure->preemptions == 1);
        CHECK(outcome.failure->repeats);
        CHECK_FALSE(outcome.coverage.complete);
    }
}

TEST_CASE("a lost wake-up and a circle of philosophers are found within the usual budget and shrunk") {
    const auto lost = tried(lost_wake_up(), Strategy::automatic);
    REQUIRE(lost.failure);
    CHECK(lost.failure->preemptions <= 1);
    for (const int count : {3, 5}) {
        INFO(count);
        const auto outcome = tried(circle(count), Strategy::automatic);
        REQUIRE(outcome.failure);
        // One is interrupted after its first fork; the others then wait for their neighbours by themselves.
        CHECK(outcome.failure->preemptions == 1);
    }
}

TEST_CASE("a failing order's text gives the same run again") {
    const auto outcome = tried(crossed, Strategy::automatic);
    REQUIRE(outcome.failure);
    for (int i = 0; i < 200; ++i) {
        const auto schedule = schedule::parse(outcome.failure->schedule);
        const auto trace = crossed.run(*schedule);
        CHECK_FALSE(schedule->diverged());
        CHECK(trace::fingerprint(trace) == trace::fingerprint(outcome.failure->trace));
    }
}

TEST_CASE("few preemptions are tried in their order, and no beginning twice") {
    std::size_t made = 0;
    std::set<std::string> outcomes;
    const auto judge = [&](const trace::Trace& trace) {
        ++made;
        outcomes.insert(outcome_of(trace));
        return std::string{};
    };
    // Two that take turns: without preemptions one is first or the other.
    Toy turns{.programs = {}, .values = {1, 0}};
    for (int p = 0; p < 2; ++p)
        turns.programs.push_back({{Kind::change, 0, -1}, {Kind::store, 0}, {Kind::load, 0}, {Kind::change, 0, 1}});
    const auto run = [&](schedule::Schedule& schedule) { return turns.run(schedule); };
    const auto none = explore(run, judge, {.strategy = Strategy::bounded, .runs = 500, .bound = 0});
    CHECK(none.coverage.bound == 0);
    CHECK(made >= 2);
    const auto few = explore(run, judge, {.strategy = Strategy::bounded, .runs = 500, .bound = 2});
    CHECK(few.coverage.bound == 2);
    CHECK(few.coverage.text().find("all with up to 2 preemptions") != std::string::npos);
}

TEST_CASE("what was not tried is not claimed") {
    const auto little = tried(
        circle(4), Strategy::complete, [](const trace::Trace&) { return std::string{}; }, 3);
    CHECK_FALSE(little.coverage.complete);
    CHECK(little.coverage.text() == "3 of the orders");
    const auto all = tried(crossed, Strategy::complete, [](const trace::Trace&) { return std::string{}; });
    CHECK(all.coverage.complete);
    CHECK(all.coverage.text() == "all " + std::to_string(all.coverage.orders) + " orders");
    const auto one = tried({.programs = {{{Kind::get, 0}}}}, Strategy::automatic);
    CHECK(one.coverage.text() == "the only order");
    const auto fixed = tried(crossed, Strategy::fixed);
    CHECK(fixed.coverage.text() == "one order");
}

TEST_CASE("programs that do something else each time are told from those that fail") {
    int runs = 0;
    const auto run = [&](schedule::Schedule& schedule) {
        auto toy = crossed;
        toy.values[0] = 1 + (++runs % 2); // another machine each time
        return toy.run(schedule);
    };
    const auto outcome = explore(run, deadlocks, {.strategy = Strategy::random, .runs = 500, .shrink = false});
    REQUIRE(outcome.failure);
    CHECK_FALSE(outcome.failure->repeats);
}

TEST_CASE("our own failure ends the exploration and is nobody else's") {
    int runs = 0;
    const auto run = [&](schedule::Schedule& schedule) {
        auto trace = crossed.run(schedule);
        if (++runs == 1) trace.outcome = trace::Outcome::engine_error;
        return trace;
    };
    const auto outcome = explore(run, deadlocks, {});
    CHECK(runs == 1);
    CHECK_FALSE(outcome.failure);
    CHECK_FALSE(outcome.coverage.complete);
}

} // namespace ipclab::explore::tests
