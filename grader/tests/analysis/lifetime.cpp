// leaked-object, leaked-process, removed-too-early: who is there too long, and what is gone too soon.

#include "findings.h"
#include "trace_builder.h"

#include <cerrno>
#include <csignal>

#include <sys/ipc.h>

using namespace ipclab;
using namespace ipclab::analysis;
using namespace ipclab::analysis::test;

TEST_CASE("an object that nobody removed") {
    Story story;
    auto a = story.actor("A");
    const int box = a.line(14).makes_queue(0x41);
    a.line(15).sends(box, 1, "x");

    SECTION("is an error") {
        a.exits(0);
        const auto finding = only(story.ends(), "leaked-object");
        CHECK(finding.message ==
              "Q0, a message queue that A made with msgget (A.cpp:14), was never removed: it is still there "
              "after all processes have ended.");
        CHECK_THAT(finding.seen, ContainsSubstring("with 1 message in it"));
        CHECK(finding.level == Level::error);
        CHECK(finding.where->line == 14);
    }
    SECTION("also where removing it was tried") {
        a.line(20).fails_to_remove_queue(box, EPERM);
        a.exits(1);
        CHECK_THAT(only(story.ends(), "leaked-object").message,
                   ContainsSubstring("A's msgctl (A.cpp:20) with IPC_RMID failed (EPERM"));
    }
    SECTION("is the consequence of a crash") {
        a.is_killed(SIGSEGV);
        const auto findings = apply(story.ends());
        REQUIRE(findings.size() == 2);
        CHECK(findings[0].rule == "crashed");
        CHECK(findings[1].rule == "leaked-object");
    }
    SECTION("is the consequence of another's failure") {
        auto b = story.actor("B");
        b.fails_to_open_queue(0x41, EEXIST, IPC_CREAT | IPC_EXCL | 0600);
        b.exits(1);
        a.exits(0);
        const auto finding = only(story.ends(), "leaked-object");
        CHECK(finding.level == Level::advice);
        CHECK_THAT(finding.help, ContainsSubstring("B has ended with exit status 1"));
    }
    SECTION("is an error beside somebody who failed for another reason") {
        auto b = story.actor("B");
        b.fails_to_open_queue(0x42, ENOENT);
        b.exits(1);
        a.exits(0);
        CHECK(only(story.ends(), "leaked-object").level == Level::error);
    }
    SECTION("is no fault where a deadlock kept it from removing it") {
        a.line(16).waits_for_message(box, 7);
        CHECK(only(story.deadlocks(), "leaked-object").level == Level::advice);
    }
    SECTION("is no fault where the scenario killed it") {
        a.is_killed(SIGKILL, trace::script);
        CHECK(only(story.ends(), "leaked-object").level == Level::advice);
    }
}

TEST_CASE("many objects are told together") {
    Story story;
    auto a = story.actor("A");
    for (int i = 0; i < 9; ++i)
        a.line(14).makes_semaphores(0x41 + i, 1);
    const auto findings = of_rule(story.ends(), "leaked-object");
    CHECK(findings.size() == 5);
    CHECK_THAT(findings.back().message, ContainsSubstring("4 more objects are left as well."));
}

TEST_CASE("objects that are no leak") {
    Story story;
    const int stale = story.stale_queue(0x77);
    auto a = story.actor("A");
    a.opens_queue(0x77, stale);
    a.sends(stale, 1, "x");
    const int own = a.makes_queue(0x41);
    a.removes_queue(own);
    a.exits(0);
    CHECK(of_rule(story.ends(), "leaked-object").empty());
}

TEST_CASE("a process that was left") {
    Story story;
    auto a = story.actor("A");
    auto child = a.line(20).forks("A/1");

    SECTION("is an error") {
        a.exits(0);
        story.leaves_process(child);
        child.is_cleaned_up();
        const auto finding = only(story.ends(), "leaked-process");
        CHECK(finding.message == "A/1, which A started (A.cpp:20), was still running when everybody else had ended.");
        CHECK(finding.level == Level::error);
    }
    SECTION("is told with what it waits for") {
        trace::WaitsFor signal;
        signal.what = trace::WaitsFor::What::signal;
        a.exits(0);
        const auto blocked = child.line(0).waits(signal, "pause");
        story.leaves_process(child);
        const auto finding = only(story.ends(), "leaked-process");
        CHECK(finding.message.ends_with("was still running when everybody else had ended: it waits for a signal."));
        CHECK(finding.evidence.back() == blocked);
    }
    SECTION("is none where it came to its own end") {
        a.exits(0);
        story.leaves_process(child);
        child.exits(0);
        CHECK(of_rule(story.ends(), "leaked-process").empty());
    }
    SECTION("is none where the run was stopped") {
        story.leaves_process(a);
        story.leaves_process(child);
        CHECK(of_rule(story.ends(trace::Outcome::cpu_limit), "leaked-process").empty());
    }
    SECTION("is told by the deadlock where it waits") {
        a.exits(0);
        const int box = child.makes_queue(0x41);
        child.waits_for_message(box, 0);
        story.leaves_process(child);
        CHECK(of_rule(story.deadlocks(), "leaked-process").empty());
    }
}

TEST_CASE("a queue that was removed while its messages were still wanted") {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");
    const int box = sender.line(10).makes_queue(0x41);
    sender.line(12).sends(box, 1, "a");

    SECTION("the receiver comes too late") {
        const auto removed = sender.line(14).removes_queue(box);
        sender.exits(0);
        receiver.line(8).fails_to_open_queue(0x41, ENOENT);
        receiver.exits(1);
        const auto trace = story.ends();
        const auto finding = only(trace, "removed-too-early");
        CHECK(finding.message ==
              "sender removed Q0 (sender.cpp:14) with 1 message of its own in it that nobody had received; "
              "receiver's msgget (receiver.cpp:8) came too late and failed (ENOENT).");
        CHECK(finding.level == Level::error);
        CHECK(finding.evidence.front() == removed);
        CHECK(headline(trace) == "removed-too-early");
    }
    SECTION("the receiver makes an empty one and waits for ever: the removal is the cause") {
        sender.line(14).removes_queue(box);
        sender.exits(0);
        const int other = receiver.line(8).makes_queue(0x41);
        receiver.line(9).waits_for_message(other, 0);
        const auto trace = story.deadlocks();
        CHECK(headline(trace) == "removed-too-early");
        CHECK(apply(trace).at(1).rule == "deadlock");
    }
    SECTION("who takes EIDRM as the end of the work is right") {
        receiver.opens_queue(0x41, box);
        sender.removes_queue(box);
        sender.exits(0);
        receiver.fails_to_receive(box, 0, EIDRM);
        receiver.exits(0);
        CHECK(of_rule(story.ends(), "removed-too-early").empty());
    }
    SECTION("nothing of its own was lost: advice at most") {
        receiver.opens_queue(0x41, box);
        receiver.receives(box, 0);
        sender.removes_queue(box);
        sender.exits(0);
        receiver.fails_to_receive(box, 0, EINVAL);
        receiver.exits(1);
        CHECK(only(story.ends(), "removed-too-early").level == Level::advice);
    }
    SECTION("removed last") {
        receiver.opens_queue(0x41, box);
        receiver.receives(box, 0);
        receiver.removes_queue(box);
        sender.exits(0);
        receiver.exits(0);
        CHECK(of_rule(story.ends(), "removed-too-early").empty());
    }
}
