// SEM_UNDO: no interface shows adjustments, so the model keeps them, and must come to what the kernel does.

#include "run_programs.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::engine::tests;
using namespace ipclab;

namespace {

/// Values of the set as the first process to end, from the back, has left them.
std::vector<int> values_at_death(const trace::Trace& trace) {
    std::vector<int> values;
    for (const auto& event : trace.events) {
        const auto* exited = std::get_if<trace::Exited>(&event.what);
        if (exited == nullptr || exited->after.empty()) continue;
        values.clear();
        for (const auto& semaphore : std::get<sysv::SemaphoreSetState>(exited->after.front()).semaphores)
            values.push_back(semaphore.value);
    }
    return values;
}

} // namespace

TEST_CASE("SEM_UNDO is given back at exit, and at death by SIGKILL") {
    for (const char* how : {"exit", "kill"}) {
        INFO(how);
        const auto run = run_programs({{"undo", how}});
        CHECK(run.output() == run_natively({"undo", how}).output);
        CHECK(values_at_death(run.trace) == std::vector<int>{1, 0, 4}); // what was not marked stays taken
    }
}

TEST_CASE("SEM_UNDO is not inherited by a child") {
    const auto run = run_programs({{"undo", "fork"}});
    CHECK(run.output() == run_natively({"undo", "fork"}).output);
    CHECK(run.output().starts_with("after the grandchild's end 0\n"));
    int ends_that_changed_something = 0;
    for (const auto& event : run.trace.events)
        if (const auto* exited = std::get_if<trace::Exited>(&event.what))
            ends_that_changed_something += exited->after.empty() ? 0 : 1;
    CHECK(ends_that_changed_something == 1);
}

TEST_CASE("SEM_UNDO is kept through exec") {
    const auto run = run_programs({{"undo", "exec"}});
    CHECK(run.output() == run_natively({"undo", "exec"}).output);
    CHECK(run.output().starts_with("after exec 0\n"));
    CHECK(values_at_death(run.trace) == std::vector<int>{1, 0, 4});
}

TEST_CASE("SETVAL forgets what SEM_UNDO would have given back") {
    const auto run = run_programs({{"undo", "setval"}});
    CHECK(run.output() == run_natively({"undo", "setval"}).output);
}
