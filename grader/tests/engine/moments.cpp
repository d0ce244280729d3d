// "At every call": the moments of one run, and the runs that are made of them.

#include "engine/moments.h"

#include "run_programs.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>

using namespace ipclab::engine;
using namespace ipclab::engine::tests;
using namespace ipclab;

namespace {

std::vector<std::string> texts(const std::vector<Fault>& faults) {
    std::vector<std::string> all;
    for (const auto& fault : faults)
        all.push_back(text(fault));
    return all;
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("at every call: before it and after it") {
    const auto run = run_programs({{"victim", "a0-1", "b0=4", "a0+1"}});
    CHECK(texts(at_every(run.trace, Every::call, parse_fault("kill A/1 after call"))) ==
          Lines{"kill A/1 before semop", "kill A/1 after semop", "kill A/1 before semctl", "kill A/1 after semctl",
                "kill A/1 before semop 2", "kill A/1 after semop 2"});
    CHECK(texts(at_every(run.trace, Every::call, parse_fault("fail A/any semop with EINTR"))) ==
          Lines{"fail A/1 semop 1 with EINTR", "fail A/1 semop 2 with EINTR"});
    CHECK(at_every(run.trace, Every::call, parse_fault("kill B after call")).empty());
}

TEST_CASE("at every wait: while it lasts, or in its place") {
    const auto run = run_programs({{"waiter", "msgrcv"}});
    CHECK(texts(at_every(run.trace, Every::waiting, parse_fault("signal SIGUSR1 to anybody when blocked"))) ==
          Lines{"signal SIGUSR1 to A when blocked in clock_nanosleep", "signal SIGUSR1 to A/1 when blocked in msgrcv",
                "signal SIGUSR1 to A when blocked in wait4"});
    CHECK(texts(at_every(run.trace, Every::waiting, parse_fault("fail anybody msgrcv with EINTR"))) ==
          Lines{"fail A/1 msgrcv 1 with EINTR"});
}

TEST_CASE("while somebody holds a semaphore") {
    const auto run = run_programs({{"victim", "a1+1", "a0-1", "b0=4", "a0+1", "a0-1"}});
    CHECK(texts(at_every(run.trace, Every::taking, parse_fault("kill anybody after call"))) ==
          Lines{"kill A/1 after semop 2", "kill A/1 after semop 4"});
    CHECK(texts(at_every(run.trace, Every::holding, parse_fault("kill anybody after call"))) ==
          Lines{"kill A/1 after semop 2", "kill A/1 after semctl", "kill A/1 after semop 4"});
    CHECK(texts(at_every(run.trace, Every::holding, parse_fault("fail anybody call with EINTR"))) ==
          Lines{"fail A/1 semctl 1 with EINTR", "fail A/1 semop 3 with EINTR"});
}

TEST_CASE("at every access: of hooks and of closed pages") {
    const auto fault = parse_fault("kill anybody after access");
    for (const auto watch : {Watch::hooks, Watch::pages, Watch::both}) {
        const std::string program = watch == Watch::pages ? "shared" : "shared_hooks";
        const auto run = run_programs({{program, "half_done"}}, {.watch = watch, .stop_at_accesses = true});
        CHECK(texts(at_every(run.trace, Every::access, fault)) ==
              Lines{"kill A/1 after access", "kill A/1 after access 2", "kill A/1 after access 3", "kill A/1 after access 4",
                    "kill A after access", "kill A after access 2", "kill A after access 3"});
        CHECK(at_every(run.trace, Every::access_holding, fault).empty());
        CHECK(at_every(run.trace, Every::access, parse_fault("kill B after access")).empty());
    }
}

TEST_CASE("killed after an access: it has been made, and nothing more") {
    for (const auto watch : {Watch::hooks, Watch::pages, Watch::both}) {
        const std::string program = watch == Watch::pages ? "shared" : "shared_hooks";
        const std::array<const char*, 4> outputs{"100 9\n", "between\n120 9\n", "between\n120 9\n", "between\n123 9\n"};
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const auto fault = parse_fault("kill A/1 after access " + std::to_string(i + 1));
            const auto run = run_programs({{program, "half_done"}}, {.watch = watch, .faults = {fault}});
            INFO(program << " " << static_cast<int>(watch) << " " << text(fault) << " " << run.trace.error);
            // Nothing comes after its last access but its end: there hooks are too late, and with both it is not said.
            const bool last = i + 1 == outputs.size();
            if (last && watch == Watch::both) continue;
            CHECK(run.output() == (last && watch == Watch::hooks ? "between\n123 0\n" : outputs.at(i)));
        }
        const auto stopped =
            run_programs({{program, "half_done"}}, {.watch = watch, .faults = {parse_fault("stop A/1 after access 2")}});
        CHECK(stopped.output() == "between\n123 0\n");
        CHECK(std::ranges::any_of(stopped.trace.events, [](const trace::Event& event) {
            return std::holds_alternative<trace::Faulted>(event.what);
        }));
    }
}

TEST_CASE("killed at every call, a lock with SEM_UNDO is always free again; without, it is not") {
    for (const std::string undo : {"", "u"}) {
        const Command command{"victim", "a0-1" + undo, "b0=4", "a0+1" + undo};
        const auto faults = at_every(run_programs({command}).trace, Every::call, parse_fault("kill A/1 after call"));
        CHECK(faults.size() == 6);
        int locked = 0;
        for (const auto& fault : faults) {
            INFO(text(fault));
            const auto run = run_programs({command}, {.faults = {fault}});
            CHECK(run.trace.outcome == trace::Outcome::finished);
            CHECK(run.output().starts_with("child 137\n"));
            if (run.output().find("\na0 0\n") != std::string::npos) ++locked;
        }
        CHECK(locked == (undo.empty() ? 4 : 0));
    }
}
