// Faults strike at the moment that they name, and the kernel shows it: what a killed process gave back, calls that were not made,
// waits that a signal ended.

#include "run_programs.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

using namespace ipclab::engine;
using namespace ipclab::engine::tests;
using namespace ipclab;

namespace {

RunResult with(const std::vector<std::string>& faults, const Command& command, const std::string& schedule = "fixed") {
    Settings settings{.schedule = schedule};
    for (const auto& fault : faults)
        settings.faults.push_back(parse_fault(fault));
    auto run = run_programs({command}, settings);
    INFO(run.trace.error);
    CHECK(run.trace.outcome != trace::Outcome::engine_error);
    return run;
}

/// The texts of the faults that have struck.
std::vector<std::string> struck(const trace::Trace& trace) {
    std::vector<std::string> texts;
    for (const auto& event : trace.events)
        if (const auto* faulted = std::get_if<trace::Faulted>(&event.what)) texts.push_back(faulted->fault);
    return texts;
}

/// Calls of this task that have completed, by name.
std::vector<std::string> calls_of(const trace::Trace& trace, const std::string& name) {
    std::vector<std::string> calls;
    for (const auto& event : trace.events)
        if (const auto* called = std::get_if<trace::Called>(&event.what);
            called != nullptr && trace.task(event.task).name == name)
            calls.emplace_back(trace::name_of(called->call));
    return calls;
}

/// Where a signal had this effect on somebody; the number of events where it never had.
std::size_t when(const trace::Trace& trace, trace::Signalled::Effect effect) {
    const auto found = std::ranges::find_if(trace.events, [&](const trace::Event& event) {
        const auto* signalled = std::get_if<trace::Signalled>(&event.what);
        return signalled != nullptr && signalled->effect == effect;
    });
    return static_cast<std::size_t>(found - trace.events.begin());
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("a fault's text says what it is, both ways") {
    for (const char* text :
         {"kill worker after semop", "kill worker/1 before call 3", "kill anybody while holding locks[0]",
          "kill worker/any while holding any 2", "fail worker msgsnd 1 with EINTR", "stop a.out after msgrcv 7",
          "signal SIGUSR1 to worker when blocked in msgrcv 2", "signal SIGTERM to worker when blocked in call",
          "sleepers in any order", "waiters in any order", "kill worker after access", "stop worker/1 after access 7"}) {
        CHECK(ipclab::engine::text(parse_fault(text)) == text);
        CHECK(parse_fault(ipclab::engine::text(parse_fault(text))) == parse_fault(text));
    }
    CHECK(parse_fault("fail worker msgsnd EINTR") == parse_fault("fail worker msgsnd 1 with EINTR"));
    CHECK(parse_fault("kill holder") == parse_fault("kill anybody while holding any"));
    CHECK(parse_fault("kill  * holding locks.1") == parse_fault("kill anybody while holding locks[1]"));
    CHECK(parse_fault("kill A after 3") == parse_fault("kill A after call 3"));
    CHECK(parse_fault("signal SIGUSR1 A blocked") == parse_fault("signal SIGUSR1 to A when blocked in call"));
    CHECK(parse_fault("kill A after semtimedop") == parse_fault("kill A after semop"));
}

TEST_CASE("a fault that makes no sense is refused with a sentence") {
    const std::array<std::pair<const char*, const char*>, 12> wrong{{
        {"", "it lacks what is to happen: kill, stop, signal, fail, or sleepers or waiters in any order"},
        {"kil worker", "it begins with kill, stop, signal, fail, sleepers or waiters, not with \"kil\""},
        {"kill", "it lacks a process: its program's name, \"worker/1\" for a child, or \"anybody\""},
        {"kill A",
         "it lacks the moment: after CALL, before CALL, blocked in CALL, while holding SEMAPHORE, or after access N"},
        {"kill A aftr semop", "\"aftr\" is no moment; there are after, before, blocked in, and while holding"},
        {"kill A after semopp", "there is no call \"semopp\" that a process can be met at"},
        {"kill A after semop 0", "calls are counted from 1, so there is no 0"},
        {"kill A after semop 1 now", "\"now\" is one word too many"},
        {"kill A while holding locks[x]", "a semaphore is written like locks[0], not like locks[x]"},
        {"fail A msgsnd 1 with EFOO", "there is no errno EFOO; they are written like EINTR"},
        {"fail A msgsnd", "it lacks an errno, like EINTR"},
        {"signal USR1 to A blocked", "there is no signal USR1; they are written like SIGUSR1"},
    }};
    for (const auto& [text, why] : wrong) {
        INFO(text);
        try {
            parse_fault(text);
            FAIL("it was accepted");
        } catch (const std::invalid_argument& error) {
            CHECK(std::string{error.what()} == "\"" + std::string{text} + "\" is no fault: " + why);
        }
    }
}

TEST_CASE("killed between P and V, with SEM_UNDO and without: the kernel gives back what it natively does") {
    for (const std::string undo : {"", "u"}) {
        INFO("with \"" << undo << '"');
        const auto run = with({"kill A/1 after semop"}, {"victim", "a0-1" + undo, "a0+1" + undo});
        const auto native = run_natively({"victim", "a0-1" + undo, "die"});
        CHECK(struck(run.trace) == Lines{"kill A/1 after semop"});
        CHECK(calls_of(run.trace, "A/1") == Lines{"semop"});
        CHECK(run.output() == native.output);
        CHECK(run.output().starts_with(undo.empty() ? "child 137\na0 0\n" : "child 137\na0 1\n"));
    }
}

TEST_CASE("killed before its second call: the first has been made, the second has not") {
    const auto run = with({"kill A/1 before semop 2"}, {"victim", "a0-1", "a1+1"});
    CHECK(calls_of(run.trace, "A/1") == Lines{"semop"});
    CHECK(run.output() == run_natively({"victim", "a0-1", "die"}).output);
}

TEST_CASE("killed after any call, counted") {
    const auto run = with({"kill A/1 after call 3"}, {"victim", "a1+1", "a1=7", "a0-1", "a1+1"});
    CHECK(calls_of(run.trace, "A/1") == Lines{"semop", "semctl", "semop"});
    CHECK(run.output() == run_natively({"victim", "a1+1", "a1=7", "a0-1", "die"}).output);
}

TEST_CASE("what SEM_UNDO gives back is computed, and is what the kernel shows") {
    // Each ends by a fault and, to compare, by its own hand; the engine itself compares values and pids at each death.
    const std::vector<std::vector<std::string>> lives{
        {"a1+2u", "a1-1"},         // would be -1: the kernel stops at 0
        {"a0-1u", "a0=5"},         // SETVAL forgets the adjustment
        {"a0-1u", "b0-2u"},        // two sets
        {"a0-1u", "a0+1u"},        // they cancel out
        {"a0-1u", "a0+1"},         // given back twice
        {"b0-1u", "b0-1u"},        // they add up
        {"a0-1u", "a1+1u", "b0-3"} // one without
    };
    for (const auto& life : lives) {
        auto faulted = life;
        faulted.insert(faulted.begin(), "victim");
        auto by_hand = faulted;
        by_hand.emplace_back("die");
        INFO(life.front() << ' ' << life.at(1));
        const auto run = with({"kill A/1 after call " + std::to_string(life.size())}, faulted);
        CHECK(struck(run.trace).size() == 1);
        CHECK(run.output() == run_natively(by_hand).output);
    }
}

TEST_CASE("a killed grandchild gives back only what it has taken itself") {
    const auto run = with({"kill A/2 after semop"}, {"victim", "a0-1u", "fork", "b0-1u", "b0+1u"});
    CHECK(run.output() == run_natively({"victim", "a0-1u", "fork", "b0-1u", "die"}).output);
    CHECK(run.output().starts_with("grandchild 137\nchild 0\na0 1\na1 0\nb0 3\n"));
}

TEST_CASE("killed while it holds a semaphore") {
    SECTION("any") {
        const auto run = with({"kill holder"}, {"victim", "a1+1", "a0-1", "a0+1"});
        CHECK(calls_of(run.trace, "A/1") == Lines{"semop", "semop"});
        CHECK(run.output() == run_natively({"victim", "a1+1", "a0-1", "die"}).output);
    }
    SECTION("this one") {
        const auto run = with({"kill A/1 while holding S1[0]"}, {"victim", "a0-1", "a0+1", "b0-1", "b0+1"});
        CHECK(run.output() == run_natively({"victim", "a0-1", "a0+1", "b0-1", "die"}).output);
    }
    SECTION("for the second time") {
        const auto run = with({"kill A/1 while holding S0 2"}, {"victim", "b0-1", "a0-1", "a0+1", "b0-1", "a0-1", "a0+1"});
        CHECK(run.output() == run_natively({"victim", "b0-1", "a0-1", "a0+1", "b0-1", "a0-1", "die"}).output);
    }
    SECTION("not one whose value was set since") {
        const auto run = with({"kill A/1 while holding S0[0] 2"}, {"victim", "a0-1", "a0=1", "a0-1", "a0+1"});
        CHECK(run.output() == run_natively({"victim", "a0-1", "a0=1", "a0-1", "die"}).output);
    }
    SECTION("by its key's name") {
        // The sample's sets have no key, so nobody holds the one that is meant.
        const auto run = with({"kill A/1 while holding locks[0]"}, {"victim", "a0-1", "a0+1"});
        CHECK(struck(run.trace).empty());
        CHECK(run.output() == run_natively({"victim", "a0-1", "a0+1"}).output);
    }
}

TEST_CASE("a call that is made to fail is not made, and the program is told so") {
    const auto run = with({"fail A semop 1 with EINTR", "fail A semop 2 with EIDRM", "fail A msgget 1 with ENOSPC",
                           "fail A msgsnd 1 with EINTR", "fail A msgrcv 1 with EINTR"},
                          {"failing"});
    CHECK(struck(run.trace).size() == 5);
    CHECK(run.output() == "msgget ENOSPC\n"
                          "semop EINTR\n0 message(s), value 0\n" // the kernel has seen nothing of it
                          "semop EIDRM\n0 message(s), value 0\n"
                          "semop 0\n"
                          "msgsnd EINTR\n0 message(s), value 1\n"
                          "msgsnd 0\n"
                          "msgrcv EINTR\n1 message(s), value 1\n"
                          "msgrcv 1\n0 message(s), value 1\n");
    int told = 0;
    for (const auto& event : run.trace.events)
        if (const auto* called = std::get_if<trace::Called>(&event.what))
            told += called->origin == trace::Called::Origin::fault ? 1 : 0;
    CHECK(told == 5);
}

TEST_CASE("a signal that comes while a process waits ends the wait as it natively does") {
    SECTION("semop is never restarted") {
        const auto run = with({"signal SIGUSR1 to A/1 when blocked in semop"}, {"waiter", "semop", "handler"});
        CHECK(run.output() == "semop EINTR\nhandled 1\nsemop 0\nchild 0\n");
    }
    SECTION("nor is msgrcv, where there is a handler") {
        const auto run = with({"signal SIGUSR1 to A/1 when blocked in msgrcv"}, {"waiter", "msgrcv", "handler"});
        CHECK(run.output() == "msgrcv EINTR\nhandled 1\nmsgrcv 1\nchild 0\n");
    }
    SECTION("without a handler it is the end") {
        const auto run = with({"signal SIGUSR1 to A/1 when blocked in msgrcv"}, {"waiter", "msgrcv"});
        CHECK(run.output() == "child 138\n");
    }
    SECTION("killed there") {
        const auto run = with({"kill A/1 when blocked in call"}, {"waiter", "semop"});
        CHECK(run.output() == "child 137\n");
        CHECK(calls_of(run.trace, "A/1").empty());
    }
    SECTION("before the call, the handler runs and the call is made") {
        const auto run = with({"signal SIGUSR1 to A/1 before semop"}, {"waiter", "semop", "handler"});
        CHECK(run.output() == "semop 0\nchild 0\n");
        CHECK(when(run.trace, trace::Signalled::Effect::handled) < run.trace.events.size());
    }
}

TEST_CASE("who is stopped goes on when nobody else can") {
    using Effect = trace::Signalled::Effect;
    SECTION("after a call") {
        const auto run = with({"stop A/1 after semop"}, {"victim", "a0-1", "a0+1"});
        CHECK(run.output() == run_natively({"victim", "a0-1", "a0+1"}).output);
        CHECK(when(run.trace, Effect::stops) < when(run.trace, Effect::continues));
        CHECK(when(run.trace, Effect::continues) < run.trace.events.size());
    }
    SECTION("before a call, which it makes afterwards") {
        const auto run = with({"stop A/1 before semop 2"}, {"victim", "a0-1", "a0+1"});
        CHECK(run.output() == run_natively({"victim", "a0-1", "a0+1"}).output);
        const auto continued = when(run.trace, Effect::continues);
        REQUIRE(continued < run.trace.events.size());
        int before = 0;
        for (std::size_t i = 0; i < continued; ++i)
            if (const auto* called = std::get_if<trace::Called>(&run.trace.events[i].what);
                called != nullptr && run.trace.task(run.trace.events[i].task).name == "A/1")
                ++before;
        CHECK(before == 1);
    }
    SECTION("in semop, which tells it so") { // signal(7), "Interruption of system calls … by stop signals"
        const auto run = with({"stop A/1 when blocked in semop"}, {"waiter", "semop"});
        CHECK(run.output() == "semop EINTR\nhandled 0\nsemop 0\nchild 0\n");
    }
    SECTION("in msgrcv, which goes on") {
        const auto run = with({"stop A/1 when blocked in msgrcv"}, {"waiter", "msgrcv"});
        CHECK(run.output() == "msgrcv 1\nchild 0\n");
    }
}

TEST_CASE("sleepers wake in the order of their time, or in any where that is asked for") {
    std::vector<std::string> seen;
    for (int seed = 1; seed <= 12; ++seed) {
        CHECK(with({}, {"sleepers"}, "seed-" + std::to_string(seed)).output() == "slept 1\nslept 2\n");
        const auto run = with({"sleepers in any order"}, {"sleepers"}, "seed-" + std::to_string(seed));
        CHECK(run.status() == 0);
        seen.push_back(run.output());
    }
    CHECK(std::ranges::count(seen, "slept 1\nslept 2\n") > 0);
    CHECK(std::ranges::count(seen, "slept 2\nslept 1\n") > 0);
}

TEST_CASE("the script can wait until a fault has struck") {
    const std::vector<Step> steps{start("A", {"victim", "a0-1", "a0+1"}),
                                  {.action = Struck{.fault = 0}, .text = "kill A/1 after semop"},
                                  start("B", {"victim"})};
    const auto place = [](const trace::Trace& trace, const auto& is) {
        return std::ranges::find_if(trace.events, is) - trace.events.begin();
    };
    SECTION("it strikes") {
        const auto run = play(steps, {.schedule = "seed-5", .faults = {parse_fault("kill A/1 after semop")}});
        CHECK(run.trace.outcome == trace::Outcome::finished);
        CHECK(place(run.trace, [](const auto& e) { return std::holds_alternative<trace::Faulted>(e.what); }) <
              place(run.trace, [](const trace::Event& e) {
                  const auto* started = std::get_if<trace::Started>(&e.what);
                  return started != nullptr && started->actor == "B";
              }));
    }
    SECTION("it never does") {
        const auto run = play(steps, {.faults = {parse_fault("kill A/1 after semop 3")}});
        CHECK(run.trace.outcome == trace::Outcome::step_not_reached);
    }
    SECTION("it never does, and need not") {
        auto lenient = steps;
        lenient[1].action = Struck{.fault = 0, .or_ended = "A"};
        const auto run = play(lenient, {.faults = {parse_fault("kill A/1 after semop 3")}});
        CHECK(run.trace.outcome == trace::Outcome::finished);
        CHECK(run.status("B") == 0);
    }
}

TEST_CASE("with a fault, a run is the same again") {
    const std::vector<std::string> faults{"kill A/1 while holding any", "fail A wait4 1 with EINTR"};
    const auto first = with(faults, {"victim", "a0-1u", "a0+1u"}, "seed-3");
    for (int i = 0; i < 5; ++i)
        CHECK(trace::fingerprint(with(faults, {"victim", "a0-1u", "a0+1u"}, "seed-3").trace) ==
              trace::fingerprint(first.trace));
}
