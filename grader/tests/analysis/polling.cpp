// busy-wait and livelock: asking again and again.

#include "findings.h"
#include "trace_builder.h"

#include <cerrno>

#include <sys/ipc.h>

using namespace ipclab;
using namespace ipclab::analysis;
using namespace ipclab::analysis::test;
using namespace std::chrono_literals;

namespace {
constexpr int often = 20;
}

TEST_CASE("polling a queue until the message is there") {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");
    const int box = receiver.line(8).makes_queue(0x41);
    for (int i = 0; i < often; ++i) {
        receiver.line(9).fails_to_receive(box, 0, ENOMSG, IPC_NOWAIT);
        receiver.reads_clock();
    }

    SECTION("is a busy wait") {
        sender.sends(box, 1, "a");
        receiver.line(9).receives(box, 0, IPC_NOWAIT);
        receiver.removes_queue(box);
        const auto finding = only(story.ends(), "busy-wait");
        CHECK_THAT(finding.message, ContainsSubstring("receiver called msgrcv(Q0"));
        CHECK_THAT(finding.message, ContainsSubstring("20 times in a row without sleeping"));
        CHECK_THAT(finding.message, ContainsSubstring("ENOMSG"));
        CHECK(finding.level == Level::error);
        CHECK(finding.where->line == 9);
        CHECK_THAT(finding.help, ContainsSubstring("Leave out IPC_NOWAIT"));
    }
    SECTION("giving up in the end may be meant so") {
        receiver.removes_queue(box);
        receiver.exits(0);
        CHECK(only(story.ends(), "busy-wait").level == Level::advice);
    }
    SECTION("for ever, with nobody left to send, is a livelock, told once") {
        sender.exits(0);
        const auto trace = story.ends(trace::Outcome::livelock);
        const auto finding = only(trace, "livelock");
        CHECK_THAT(finding.message, ContainsSubstring("receiver repeats msgrcv(Q0"));
        CHECK_THAT(finding.message, ContainsSubstring("nobody is left who could change that."));
        CHECK(of_rule(trace, "busy-wait").empty());
        CHECK(headline(trace) == "livelock");
    }
    SECTION("the same with the engine's end of the process in the trace") {
        receiver.is_cleaned_up();
        CHECK_THAT(only(story.ends(trace::Outcome::livelock), "livelock").message, ContainsSubstring("receiver repeats"));
    }
}

TEST_CASE("polling in other ways") {
    Story story;
    auto a = story.actor("A");
    const int set = a.makes_semaphores(0x41, 1);

    SECTION("a semaphore's value") {
        for (int i = 0; i < often; ++i)
            a.line(9).reads_value(set, 0, 0);
        a.line(9).reads_value(set, 0, 1);
        CHECK(only(story.ends(), "busy-wait").level == Level::error);
    }
    SECTION("a lock that is taken without waiting") {
        for (int i = 0; i < often; ++i)
            a.line(9).fails_to_operate(set, 0, -1, EAGAIN, IPC_NOWAIT);
        a.sets(set, 0, 1);
        CHECK(only(story.ends(), "busy-wait").level == Level::advice); // it gave up, as far as the run shows
    }
    SECTION("a child's end") {
        auto child = a.forks("A/1");
        for (int i = 0; i < often; ++i)
            a.asks_for_child();
        child.exits(0);
        a.reaps(child);
        CHECK_THAT(only(story.ends(), "busy-wait").help, ContainsSubstring("WNOHANG"));
    }
    SECTION("a queue that another program has yet to make") {
        for (int i = 0; i < often; ++i)
            a.line(9).fails_to_open_queue(0x99, ENOENT);
        a.makes_queue(0x98);
        CHECK_THAT(only(story.ends(), "busy-wait").help, ContainsSubstring("IPC_CREAT"));
    }
}

TEST_CASE("what is no busy wait") {
    Story story;
    auto a = story.actor("A");
    const int box = a.makes_queue(0x41);
    SECTION("19 times") {
        for (int i = 0; i < often - 1; ++i)
            a.fails_to_receive(box, 0, ENOMSG, IPC_NOWAIT);
    }
    SECTION("sleeping in between") {
        for (int i = 0; i < 3 * often; ++i) {
            a.fails_to_receive(box, 0, ENOMSG, IPC_NOWAIT);
            a.sleeps(10ms);
        }
        auto child = a.forks("A/1");
        for (int i = 0; i < 3 * often; ++i) {
            a.asks_for_child();
            a.sleeps(10ms);
        }
        child.exits(0);
    }
    SECTION("working in between") {
        for (int i = 0; i < 3 * often; ++i) {
            a.fails_to_receive(box, 0, ENOMSG, IPC_NOWAIT);
            a.prints("working\n");
        }
    }
    SECTION("different questions") {
        for (int i = 0; i < 3 * often; ++i)
            a.fails_to_receive(box, 1 + i, ENOMSG, IPC_NOWAIT);
    }
    SECTION("different answers") {
        const int set = a.makes_semaphores(0x42, 1);
        for (int i = 0; i < 3 * often; ++i)
            a.reads_value(set, 0, i);
    }
    SECTION("draining") {
        for (int i = 0; i < 3 * often; ++i)
            a.sends(box, 1, "x");
        for (int i = 0; i < 3 * often; ++i)
            a.receives(box, 0, IPC_NOWAIT);
        a.fails_to_receive(box, 0, ENOMSG, IPC_NOWAIT);
    }
    SECTION("failing for another reason") {
        for (int i = 0; i < 3 * often; ++i)
            a.fails_to_send(box, 0, EINVAL);
    }
    a.exits(0);
    CHECK(of_rule(story.ends(), "busy-wait").empty());
}

TEST_CASE("dropping what does not fit is advice") {
    Story story;
    auto a = story.actor("A");
    const int box = a.makes_queue(0x41);
    for (int i = 0; i < often; ++i)
        a.fails_to_send(box, 1, EAGAIN, IPC_NOWAIT);
    a.sends(box, 1, "x", IPC_NOWAIT);
    CHECK(only(story.ends(), "busy-wait").level == Level::advice);
}

TEST_CASE("a livelock of several calls in turn names the last of each") {
    Story story;
    auto a = story.actor("A");
    const int box = a.makes_queue(0x41);
    for (int i = 0; i < 5; ++i) {
        a.line(9).fails_to_receive(box, 1, ENOMSG, IPC_NOWAIT);
        a.line(10).fails_to_receive(box, 2, ENOMSG, IPC_NOWAIT);
    }
    CHECK_THAT(only(story.ends(trace::Outcome::livelock), "livelock").message,
               ContainsSubstring("A makes calls such as msgrcv(Q0"));
}
