// unchecked-failure and crashed: a failure that nobody looked at, and what came of it.

#include "findings.h"
#include "trace_builder.h"

#include <cerrno>
#include <csignal>

#include <sys/ipc.h>

using namespace ipclab;
using namespace ipclab::analysis;
using namespace ipclab::analysis::test;

TEST_CASE("the -1 of a failed get is used as an id") {
    Story story;
    auto receiver = story.actor("receiver");
    receiver.line(12).fails_to_open_queue(0x41, ENOENT);

    SECTION("directly") {
        receiver.line(20).fails_to_receive(-1, 0, EINVAL);
        receiver.exits(1);
        const auto finding = only(story.ends(), "unchecked-failure");
        CHECK(finding.message.starts_with("receiver's msgget (receiver.cpp:12) failed (ENOENT: "));
        CHECK(finding.message.ends_with(
            "), and its msgrcv (receiver.cpp:20) then used the -1 that came back as the queue's id."));
        CHECK(finding.level == Level::error);
        CHECK(finding.where->line == 12);
    }
    SECTION("after saying so on stderr: it still went on") {
        receiver.prints("msgget: No such file or directory\n", 2);
        receiver.line(20).fails_to_receive(-1, 0, EINVAL);
        receiver.exits(0);
        CHECK(only(story.ends(), "unchecked-failure").level == Level::error);
    }
    SECTION("by a child") {
        auto child = receiver.forks("receiver/1");
        child.line(20).fails_to_receive(-1, 0, EINVAL);
        CHECK(only(story.ends(), "unchecked-failure").level == Level::error);
    }
    SECTION("many times is one finding") {
        for (int i = 0; i < 3; ++i)
            receiver.line(20).fails_to_receive(-1, 0, EINVAL);
        CHECK(of_rule(story.ends(), "unchecked-failure").size() == 1);
    }
    SECTION("only in removing it on the way out: untidy, no more") {
        receiver.line(30).fails_to_remove_queue(-1, EINVAL);
        receiver.exits(1);
        CHECK(only(story.ends(), "unchecked-failure").level == Level::advice);
    }
    SECTION("not used: it ends with a status that says so") {
        receiver.exits(1);
        CHECK(of_rule(story.ends(), "unchecked-failure").empty());
    }
    SECTION("not used: it had only looked whether the queue exists, and makes it") {
        const int box = receiver.line(13).makes_queue(0x41);
        receiver.line(20).sends(box, 1, "a");
        receiver.removes_queue(box);
        receiver.exits(0);
        CHECK(errors(story.ends()) == 0);
        CHECK(of_rule(story.ends(), "unchecked-failure").empty());
    }
}

TEST_CASE("an id of -1 without a failed get behind it is no unchecked failure") {
    Story story;
    auto curious = story.actor("curious");
    curious.line(5).fails_to_receive(-1, 0, EINVAL);
    curious.exits(0);
    CHECK(of_rule(story.ends(), "unchecked-failure").empty());
}

TEST_CASE("the -1 of a failed shmat is used as an address") {
    Story story;
    auto writer = story.actor("writer");
    const int memory = writer.line(8).makes_segment(0x41, 100);
    writer.line(9).fails_to_attach(memory, EACCES);

    SECTION("and that crashes") {
        writer.is_killed(SIGSEGV);
        const auto trace = story.ends();
        const auto finding = only(trace, "unchecked-failure");
        CHECK_THAT(finding.message, ContainsSubstring("writer's shmat (writer.cpp:9) failed (EACCES: "));
        CHECK_THAT(finding.message, ContainsSubstring("it was ended by SIGSEGV"));
        CHECK(headline(trace) == "unchecked-failure");
    }
    SECTION("only in detaching it: advice") {
        writer.line(20).detaches(~std::uint64_t{0}, EINVAL);
        writer.exits(1);
        CHECK(only(story.ends(), "unchecked-failure").level == Level::advice);
    }
    SECTION("checked") {
        writer.exits(1);
        CHECK(of_rule(story.ends(), "unchecked-failure").empty());
    }
    SECTION("tried again with success, and a crash for another reason") {
        writer.line(10).attaches(memory);
        writer.is_killed(SIGSEGV);
        CHECK(of_rule(story.ends(), "unchecked-failure").empty());
    }
}

TEST_CASE("going on with an object after a call on it failed is advice") {
    Story story;
    auto sender = story.actor("sender");
    const int box = sender.line(8).makes_queue(0x41);
    sender.line(9).fails_to_send(box, 0, EINVAL);

    SECTION("silently") {
        sender.line(10).sends(box, 1, "b");
        const auto finding = only(story.ends(), "unchecked-failure");
        CHECK(finding.level == Level::advice);
        CHECK_THAT(finding.message, ContainsSubstring("it went on with msgsnd (sender.cpp:10) as if it had worked"));
    }
    SECTION("having told about it") {
        sender.prints("type 0 is refused, as msgop(2) says\n");
        sender.line(10).sends(box, 1, "b");
        CHECK(of_rule(story.ends(), "unchecked-failure").empty());
    }
    SECTION("only to remove it") {
        sender.line(11).removes_queue(box);
        sender.exits(1);
        CHECK(of_rule(story.ends(), "unchecked-failure").empty());
    }
}

TEST_CASE("failures that right programs expect") {
    Story story;
    auto a = story.actor("A");
    const int box = a.makes_queue(0x41);
    const int set = a.makes_semaphores(0x42, 1);
    a.sets(set, 0, 1);

    SECTION("EINTR, tried again") {
        a.fails_to_receive(box, 0, EINTR);
        a.fails_to_receive(box, 0, EINTR);
        a.fails_to_operate(set, 0, -1, EINTR);
        a.operates(set, 0, -1);
    }
    SECTION("draining until ENOMSG") {
        a.sends(box, 1, "a");
        a.receives(box, 0, IPC_NOWAIT);
        a.fails_to_receive(box, 0, ENOMSG, IPC_NOWAIT);
        a.sends(box, 1, "b");
    }
    SECTION("a full queue with IPC_NOWAIT") {
        a.fails_to_send(box, 1, EAGAIN, IPC_NOWAIT);
        a.sends(box, 1, "a", IPC_NOWAIT);
    }
    SECTION("too small a buffer, tried again with a larger one") {
        a.sends(box, 1, "a");
        a.fails_to_receive(box, 0, E2BIG);
        a.receives(box, 0);
    }
    SECTION("already there: opened without IPC_EXCL") {
        a.fails_to_open_queue(0x41, EEXIST, IPC_CREAT | IPC_EXCL | 0600);
        a.opens_queue(0x41, box);
        a.sends(box, 1, "a");
    }
    SECTION("removed by another, who was first") {
        a.removes_queue(box);
        a.fails_to_remove_queue(box, EINVAL);
    }
    SECTION("the end of a service") { a.fails_to_receive(box, 0, EIDRM); }
    a.exits(0);
    CHECK(of_rule(story.ends(), "unchecked-failure").empty());
}

TEST_CASE("what has a rule of its own is not told twice") {
    Story story;
    auto a = story.actor("A");
    const int set = a.makes_semaphores(0x42, 1);
    a.sets(set, 0, 1);
    SECTION("P interrupted, and on as if inside") { a.line(10).fails_to_operate(set, 0, -1, EINTR); }
    SECTION("a semaphore that is not there") { a.line(10).fails_to_operate(set, 1, -1, EFBIG); }
    SECTION("a value that is none") { a.line(10).fails_to_operate(set, 0, 32767, ERANGE); }
    a.line(12).operates(set, 0, 1);
    CHECK(of_rule(story.ends(), "unchecked-failure").empty());
}

TEST_CASE("a crash is told with the signal and the last call") {
    Story story;
    auto a = story.actor("A");
    const int memory = a.line(8).makes_segment(0x41, 100);
    const auto exit = (a.line(9).attaches(memory), a.line(0).is_killed(SIGSEGV));
    const auto finding = only(story.ends(), "crashed");
    CHECK(finding.message ==
          "A crashed: it was ended by SIGSEGV (an invalid memory access), and shmat (A.cpp:9) was its last "
          "call.");
    CHECK(finding.evidence.back() == exit);
    REQUIRE(finding.where);
    CHECK(finding.where->line == 9);
}

TEST_CASE("what is no crash") {
    Story story;
    auto a = story.actor("A");
    SECTION("the scenario killed it") { a.is_killed(SIGKILL, trace::script); }
    SECTION("the scenario sent it SIGSEGV") { a.is_killed(SIGSEGV, trace::script); }
    SECTION("it asked for SIGTERM itself") { a.is_killed(SIGTERM, a.id()); }
    SECTION("another process of the run ended it") {
        auto b = story.actor("B");
        a.is_killed(SIGSEGV, b.id());
    }
    SECTION("the engine ended it when the run was over") { a.is_cleaned_up(); }
    SECTION("it ended with a status") { a.exits(139); }
    CHECK(of_rule(story.ends(), "crashed").empty());
}

TEST_CASE("a child that gives itself up while its parent watches may be an experiment") {
    Story story;
    auto parent = story.actor("parent");
    auto child = parent.forks("parent/1");
    child.is_killed(SIGABRT, child.id());
    SECTION("the parent takes note") {
        parent.reaps(child);
        CHECK(only(story.ends(), "crashed").level == Level::advice);
    }
    SECTION("nobody does") { CHECK(only(story.ends(), "crashed").level == Level::error); }
}
