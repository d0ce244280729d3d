// A deadlock is proven at the moment when it happens, and says who waits for what.

#include "run_programs.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace ipclab::engine::tests;
using namespace ipclab;

namespace {

std::vector<std::string> waiting_in_deadlock(const std::string& kind, const std::string& schedule = "fixed") {
    const auto run = run_programs({{"deadlock", kind}}, {.schedule = schedule});
    CHECK(run.trace.outcome == trace::Outcome::deadlock);
    for (const auto& entry : run.trace.waiting) // each with the event at which it began to
        CHECK(std::holds_alternative<trace::Blocked>(run.trace.events.at(entry.blocked).what));
    return run.waiting();
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("deadlock: a receiver on an empty queue") {
    CHECK(waiting_in_deadlock("empty") == Lines{"A waits for a message of type 7 in Q0"});
}

TEST_CASE("deadlock: a sender on a full queue") { CHECK(waiting_in_deadlock("full") == Lines{"A waits for room in Q0"}); }

TEST_CASE("deadlock: two semaphores taken crosswise") {
    CHECK(waiting_in_deadlock("crossed") ==
          Lines{"A waits for S0[1] to reach 1 (it is 0)", "A/1 waits for S0[0] to reach 1 (it is 0)"});
}

TEST_CASE("deadlock: a parent that waits for a stuck child") {
    CHECK(waiting_in_deadlock("child") == Lines{"A waits for A/1 to end", "A/1 waits for S0[0] to reach 1 (it is 0)"});
}

TEST_CASE("deadlock: a pipe whose writer never writes") {
    CHECK(waiting_in_deadlock("pipe") == Lines{"A waits for A/1 to end", "A/1 waits for something to read from pipe 0"});
}

TEST_CASE("deadlock: a wait for zero that never comes") {
    CHECK(waiting_in_deadlock("zero") == Lines{"A waits for S0[0] to be 0 (it is 3)"});
}

TEST_CASE("deadlock: whatever the schedule") {
    for (const char* kind : {"child", "pipe", "crossed"})
        for (const char* schedule : {"seed-1", "seed-2", "seed-3"}) {
            INFO(kind << " " << schedule);
            CHECK(waiting_in_deadlock(kind, schedule).size() == 2);
        }
}

TEST_CASE("no false deadlock: fork, vfork, system, popen, posix_spawn, daemon, under many schedules") {
    const auto native = run_natively({"children"});
    const auto runs = run_often({{"children"}}, {.runs = 30},
                                [](int i) { return i == 0 ? std::string{"fixed"} : "seed-" + std::to_string(i); });
    for (const auto& run : runs) {
        INFO(run.schedule_text << ": " << run.trace.error);
        CHECK(run.trace.outcome == trace::Outcome::finished);
        CHECK(run.output() == native.output);
        CHECK(run.status() == native.status);
    }
}
