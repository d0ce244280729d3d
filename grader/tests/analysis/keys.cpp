// key-from-failed-ftok and odd-mode: arguments of the get calls that cannot be meant.

#include "findings.h"
#include "trace_builder.h"

#include <cerrno>

#include <sys/ipc.h>

using namespace ipclab;
using namespace ipclab::analysis;
using namespace ipclab::analysis::test;

TEST_CASE("the key of a failed ftok") {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");
    const int box = sender.line(10).makes_queue(-1);
    receiver.line(8).opens_queue(-1, box);
    const auto finding = only(story.ends(), "key-from-failed-ftok");
    CHECK(finding.message ==
          "sender in msgget (sender.cpp:10) and receiver in msgget (receiver.cpp:8) use the key -1, which is "
          "what ftok returns when it fails.");
    CHECK(finding.level == Level::error);
    CHECK(headline(story.ends()) == "key-from-failed-ftok");
}

TEST_CASE("other keys are no failed ftok") {
    Story story;
    auto a = story.actor("A");
    a.makes_queue(0x41);
    a.makes_queue(IPC_PRIVATE);
    a.makes_queue(static_cast<int>(0xff00020bU)); // ftok with a number of 128 or more gives a negative key
    CHECK(of_rule(story.ends(), "key-from-failed-ftok").empty());
}

TEST_CASE("a decimal mode") {
    Story story;
    auto a = story.actor("A");
    const int box = a.line(10).makes_queue(0x41, 666);
    a.line(12).fails_to_receive(box, 0, EACCES);
    const auto finding = only(story.ends(), "odd-mode");
    CHECK(finding.level == Level::error);
    CHECK_THAT(finding.message,
               ContainsSubstring("A made Q0 in msgget (A.cpp:10) with permission bits 0232, which is what decimal "
                                 "666 leaves"));
    CHECK_THAT(finding.message, ContainsSubstring("A in msgrcv (A.cpp:12) was then refused (EACCES)."));
    CHECK_THAT(finding.help, ContainsSubstring("Write 0666 instead of 666."));
}

TEST_CASE("no mode at all") {
    Story story;
    auto a = story.actor("A");
    const int box = a.line(10).makes_queue(0x41, 0);
    SECTION("advice while nobody needed them") { CHECK(only(story.ends(), "odd-mode").level == Level::advice); }
    SECTION("advice where the refusal was expected") {
        a.fails_to_receive(box, 0, EACCES);
        a.exits(0);
        CHECK(only(story.ends(), "odd-mode").level == Level::advice);
    }
    SECTION("an error where somebody failed by it") {
        a.fails_to_receive(box, 0, EACCES);
        a.exits(1);
        CHECK(only(story.ends(), "odd-mode").level == Level::error);
    }
}

TEST_CASE("modes that people choose") {
    Story story;
    auto a = story.actor("A");
    for (const int mode : {0600, 0640, 0644, 0660, 0666, 0622, 0400, 0200, 0777})
        a.makes_queue(0x41 + mode, mode);
    a.opens_queue(0x41 + 0600, 0); // opening needs no bits
    CHECK(of_rule(story.ends(), "odd-mode").empty());
}
