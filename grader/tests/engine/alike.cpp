// What a program does by itself it does under control.

#include "run_programs.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::engine::tests;
using namespace ipclab;

TEST_CASE("signals, alarms, pipes, SA_RESTART, stops and ends: the same output and status as natively") {
    const auto native = run_natively({"signals"});
    const auto run = run_programs({{"signals"}});
    INFO(run.trace.error);
    CHECK(run.output() == native.output);
    CHECK(run.status() == native.status);
    CHECK(run.trace.outcome == trace::Outcome::finished);
}

TEST_CASE("signals under many schedules: the same output and status") {
    const auto native = run_natively({"signals"});
    for (const auto& run : run_often({{"signals"}}, {.runs = 5}, [](int i) { return "seed-" + std::to_string(i); })) {
        INFO(run.schedule_text << ": " << run.trace.error);
        CHECK(run.output() == native.output);
        CHECK(run.status() == native.status);
    }
}

TEST_CASE("threads: mutex, condition variable with and without a time-out, join") {
    const auto native = run_natively({"threads"});
    for (const auto& run : run_often({{"threads"}}, {.runs = 20},
                                     [](int i) { return i == 0 ? std::string{"fixed"} : "seed-" + std::to_string(i); })) {
        INFO(run.schedule_text << ": " << run.trace.error);
        CHECK(run.output() == native.output);
        CHECK(run.status() == native.status);
        CHECK(run.trace.outcome == trace::Outcome::finished);
    }
}

TEST_CASE("a thread that becomes another program ends the others") {
    const auto native = run_natively({"thread_exec"});
    CHECK(native.status == 5);
    for (const auto& run : run_often({{"thread_exec"}}, {.runs = 20}, [](int i) { return "seed-" + std::to_string(i); })) {
        INFO(run.schedule_text << ": " << run.trace.error);
        CHECK(run.output() == native.output);
        CHECK(run.status() == native.status);
        CHECK(run.trace.outcome == trace::Outcome::finished);
    }
}

TEST_CASE("a program that is not there is an error of ours, with its name") {
    const auto run = run_programs({{"no-such-program"}});
    CHECK(run.trace.outcome == trace::Outcome::engine_error);
    CHECK(run.trace.error.find("no-such-program") != std::string::npos);
}
