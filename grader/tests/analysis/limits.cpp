// The limits of a run, steps that cannot come, and what the grader cannot follow.

#include "findings.h"
#include "trace_builder.h"

#include <catch2/generators/catch_generators.hpp>

#include <cerrno>

using namespace ipclab;
using namespace ipclab::analysis;
using namespace ipclab::analysis::test;
using trace::Outcome;

TEST_CASE("each limit has its finding, and only its own") {
    struct Case {
        Outcome outcome;
        std::string_view rule, says;
    };
    const auto c =
        GENERATE(Case{Outcome::cpu_limit, "cpu-limit", "A went on computing after msgrcv (A.cpp:9)"},
                 Case{Outcome::event_limit, "event-limit", "A made calls such as msgrcv (A.cpp:9) without coming to an end"},
                 Case{Outcome::output_limit, "output-limit", "A printed without coming to an end"},
                 Case{Outcome::process_limit, "process-limit", "A and its kin started more and more processes (A.cpp:3)"});
    Story story;
    auto b = story.actor("B"), a = story.actor("A");
    b.prints("b");
    b.exits(0);
    const int box = a.line(2).makes_queue(0x41);
    auto child = a.line(3).forks("A/1");
    child.exits(0);
    a.prints("many many words");
    a.line(8).sends(box, 1, "x");
    a.line(9).receives(box, 0);
    const auto trace = story.ends(c.outcome);
    const auto finding = only(trace, c.rule);
    CHECK_THAT(finding.message, ContainsSubstring(std::string(c.says)));
    CHECK(finding.level == Level::error);
    CHECK(headline(trace) == c.rule);
    CHECK(errors(trace) == 1);
    CHECK(of_rule(story.ends(), c.rule).empty());
}

TEST_CASE("computing without end beside shared memory suggests a loop that waits for it") {
    Story story;
    auto a = story.actor("A");
    const int memory = a.makes_segment(0x41, 100);
    a.attaches(memory);
    CHECK_THAT(only(story.ends(Outcome::cpu_limit), "cpu-limit").message,
               ContainsSubstring("waits for shared memory to change"));
}

TEST_CASE("a step that can no longer come says where everybody is") {
    Story story;
    story.script("start sender");
    auto sender = story.actor("sender");
    story.script("start receiver");
    auto receiver = story.actor("receiver");
    sender.exits(0);
    receiver.line(8).fails_to_open_queue(0x41, ENOENT);
    receiver.exits(1);
    const auto finding = only(story.ends(Outcome::step_not_reached), "step-not-reached");
    CHECK_THAT(finding.message,
               ContainsSubstring("After \"start receiver\" the scenario waited for something that can no "
                                 "longer happen: sender has ended with exit status 0 and receiver has "
                                 "ended with exit status 1 after msgget (receiver.cpp:8) failed (ENOENT: "));
}

TEST_CASE("stuck is advice, since nothing is proven") {
    Story story;
    auto a = story.actor("A");
    trace::WaitsFor waits;
    waits.what = trace::WaitsFor::What::unmodelled;
    const auto blocked = a.line(9).waits(waits, "epoll_wait");
    const auto trace = story.ends(Outcome::stuck);
    const auto finding = only(trace, "stuck");
    CHECK(finding.level == Level::advice);
    CHECK_THAT(finding.message, ContainsSubstring("A waits in epoll_wait (A.cpp:9)"));
    CHECK(finding.evidence == std::vector{blocked});
    CHECK(errors(trace) == 0);
}

TEST_CASE("our own failure, or a run that was called off, is nobody's fault") {
    const auto outcome = GENERATE(Outcome::engine_error, Outcome::interrupted);
    Story story;
    auto a = story.actor("A");
    a.makes_queue(-1, 666);
    CHECK(apply(story.ends(outcome)).empty());
}
