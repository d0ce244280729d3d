// uninitialised-bytes-sent, truncated-silently, own-message-received.

#include "findings.h"
#include "trace_builder.h"

#include <cerrno>

#include <sys/msg.h>

using namespace ipclab;
using namespace ipclab::analysis::test;
using analysis::Level;

namespace {

struct Pair {
    Story story;
    Actor a = story.actor("A"), b = story.actor("B");
    int box = a.line(5).makes_queue(0x41);

    trace::EventIndex sends(const std::string& text, std::optional<std::uint64_t> unwritten_at, std::uint64_t unwritten) {
        sysv::MsgSnd call;
        call.msqid = box;
        call.msgsz = text.size();
        call.message = sysv::Message{1, text};
        if (unwritten_at) {
            call.unwritten_at = unwritten_at;
            call.unwritten = unwritten;
        }
        return a.line(7).makes_call(call, {0, 0});
    }
    /// By B, from a message of `full` bytes.
    trace::EventIndex cuts(const std::string& text, std::optional<std::uint64_t> full, std::uint64_t room) {
        sysv::MsgRcv call;
        call.msqid = box;
        call.msgsz = room;
        call.msgflg = MSG_NOERROR;
        call.message = sysv::Message{1, text};
        call.full_size = full;
        return b.line(9).makes_call(call, {static_cast<std::int64_t>(text.size()), 0});
    }
};

const std::string filler(6, '\xfe');

} // namespace

TEST_CASE("uninitialised-bytes-sent: a text and what lies behind it") {
    Pair p;
    SECTION("with the NUL between the two, nobody sees it") {
        p.sends(std::string("x\0", 2) + filler, 2, 6);
        p.cuts(std::string("x\0", 2) + filler, std::nullopt, 8);
        p.b.prints("x\n");
        const auto finding = only(p.story.ends(), "uninitialised-bytes-sent");
        CHECK(finding.level == Level::advice);
        CHECK(finding.message == "A's msgsnd (A.cpp:7) sends 8 bytes of text, but 6 of them, from byte 2 on, were never "
                                 "written: what happened to lie in memory there goes with the message.");
    }
    SECTION("without it, the receiver prints it") {
        const auto sent = p.sends("hi" + filler, 2, 6);
        const auto received = p.cuts("hi" + filler, std::nullopt, 8);
        p.b.prints("hi" + filler + "\n");
        const auto finding = only(p.story.ends(), "uninitialised-bytes-sent");
        CHECK(finding.level == Level::error);
        CHECK_THAT(finding.message, ContainsSubstring("goes with the message, and B printed it."));
        CHECK(finding.evidence == std::vector{sent, received, received + 1});
    }
    SECTION("without it, but nobody prints it: the length may be known in another way") {
        p.sends("hi" + filler, 2, 6);
        p.cuts("hi" + filler, std::nullopt, 8);
        p.b.prints("hi\n");
        CHECK(only(p.story.ends(), "uninitialised-bytes-sent").level == Level::advice);
    }
    SECTION("in a loop: told once, as an error where one is") {
        p.sends(std::string("x\0", 2) + filler, 2, 6);
        p.sends("hi" + filler, 2, 6);
        p.cuts(std::string("x\0", 2) + filler, std::nullopt, 8);
        p.cuts("hi" + filler, std::nullopt, 8);
        p.b.prints("hi" + filler + "\n");
        CHECK(only(p.story.ends(), "uninitialised-bytes-sent").level == Level::error);
    }
}

TEST_CASE("uninitialised-bytes-sent: no finding") {
    Pair p;
    SECTION("everything was written, whatever it looks like") { p.sends("hi" + filler, std::nullopt, 0); }
    SECTION("an empty message") { p.sends("", std::nullopt, 0); }
    CHECK(of_rule(p.story.ends(), "uninitialised-bytes-sent").empty());
}

TEST_CASE("truncated-silently: the beginning is taken for the whole") {
    Pair p;
    SECTION("and printed") {
        p.cuts("subject", 25, 7);
        p.b.prints("subject\n");
        const auto finding = only(p.story.ends(), "truncated-silently");
        CHECK(finding.level == Level::advice);
        CHECK(finding.message == "B's msgrcv (B.cpp:9) took a message of 25 bytes, but had room for 7: with MSG_NOERROR the "
                                 "kernel threw the rest away, and B printed \"subject\" as if it were the whole text.");
        CHECK(finding.where->line == 9);
    }
    SECTION("and printed in two pieces") {
        p.cuts("subject", 25, 7);
        p.b.prints("it says: subject");
        p.b.prints("\n");
        CHECK(of_rule(p.story.ends(), "truncated-silently").size() == 1);
    }
    SECTION("and sent on") {
        p.cuts("subject", 25, 7);
        p.b.sends(p.box, 2, "subject");
        CHECK_THAT(only(p.story.ends(), "truncated-silently").message, ContainsSubstring("B sent on \"subject\""));
    }
}

TEST_CASE("truncated-silently: no finding") {
    Pair p;
    SECTION("the program shows that there is more") {
        p.cuts("subject", 25, 7);
        p.b.prints("subject…\n");
    }
    SECTION("the text is whole, only what lay behind its NUL is gone") {
        p.cuts(std::string("hello\0x", 7), 25, 7);
        p.b.prints("hello\n");
    }
    SECTION("thrown away as a whole") {
        p.cuts("", 25, 0);
        p.b.prints("\n");
    }
    SECTION("taken out to empty the queue") { p.cuts("subject", 25, 7); }
    SECTION("it fitted") {
        p.cuts("subject", std::nullopt, 64);
        p.b.prints("subject\n");
    }
    CHECK(of_rule(p.story.ends(), "truncated-silently").empty());
}

TEST_CASE("own-message-received: the question comes back as the answer") {
    Pair p;
    p.b.opens_queue(0x41, p.box);
    const auto sent = p.a.line(7).sends(p.box, 1, "what time is it?");
    const auto received = p.a.line(8).receives(p.box, 0);
    p.a.exits(0);
    SECTION("whoever should have answered waits for it, whatever the type") {
        const auto waits = p.b.line(20).waits_for_message(p.box, 0);
        const auto trace = p.story.deadlocks();
        const auto finding = only(trace, "own-message-received");
        CHECK(finding.level == Level::error);
        CHECK(finding.message == "A's msgrcv (A.cpp:8) took the message that A had sent itself in msgsnd (A.cpp:7); B waits "
                                 "for that one for ever.");
        CHECK(finding.evidence == std::vector{sent, received, waits});
        CHECK(headline(trace) == "own-message-received");
    }
    SECTION("or waits for just that type") {
        p.b.line(20).waits_for_message(p.box, 1);
        CHECK(only(p.story.deadlocks(), "own-message-received").level == Level::error);
    }
    SECTION("nobody waits, but both send and both receive: only likely") {
        p.b.sends(p.box, 1, "hello");
        p.b.receives(p.box, 0);
        CHECK(only(p.story.ends(), "own-message-received").level == Level::advice);
    }
}

TEST_CASE("own-message-received: no finding") {
    Pair p;
    p.b.opens_queue(0x41, p.box);
    SECTION("a process that talks to itself") {
        p.a.sends(p.box, 1, "remember");
        p.a.receives(p.box, 1);
    }
    SECTION("it keeps something in the queue, by a type of its own, while another one waits for any") {
        p.a.sends(p.box, 4711, "mine");
        p.a.receives(p.box, 4711);
        p.b.waits_for_message(p.box, 0);
        CHECK(of_rule(p.story.deadlocks(), "own-message-received").empty());
    }
    SECTION("workers that share what there is to do, and add to it") {
        auto c = p.story.actor("C");
        c.opens_queue(0x41, p.box);
        for (auto* worker : {&p.a, &p.b, &c}) {
            worker->sends(p.box, 1, "a part of it");
            worker->receives(p.box, 1);
        }
    }
    SECTION("one only sends, the other only receives, and looks at what it sent itself first") {
        p.a.sends(p.box, 1, "mine");
        p.a.receives(p.box, 1);
        p.b.sends(p.box, 1, "hello");
        p.a.receives(p.box, 1);
    }
    SECTION("the other one's message, word for word the same") {
        p.b.sends(p.box, 1, "hello");
        p.a.sends(p.box, 1, "hello");
        p.a.receives(p.box, 0);
        p.b.receives(p.box, 0);
    }
    SECTION("it did something else with the queue in between") {
        p.a.sends(p.box, 1, "to whom it may concern");
        p.a.sends(p.box, 2, "x");
        p.a.receives(p.box, 1);
        p.b.sends(p.box, 3, "hello");
        p.b.receives(p.box, 2);
    }
    CHECK(of_rule(p.story.ends(), "own-message-received").empty());
}

TEST_CASE("own-message-received: one who asks takes the question of another who asks") {
    Story story;
    auto server = story.actor("server");
    const int box = server.line(5).makes_queue(0x41);
    auto a = server.forks("server/1"), b = server.forks("server/2");
    a.line(30).sends(box, 1, "A asks");
    server.line(40).receives(box, 1);
    b.line(30).sends(box, 1, "B asks");
    a.line(31).receives(box, 1);
    a.exits(1);
    SECTION("and the server waits for it for ever") {
        server.line(41).sends(box, 1, "an answer to A");
        b.line(31).receives(box, 1);
        b.exits(1);
        server.line(40).waits_for_message(box, 1);
        const auto finding = only(story.deadlocks(), "own-message-received");
        CHECK(finding.level == Level::error);
        CHECK(finding.message == "server/1's msgrcv (server.cpp:31) took the message that server/2 had sent in msgsnd "
                                 "(server.cpp:30), where server/1 sends its own; server waits for that one for ever.");
    }
    SECTION("nobody waits: workers do so, too") { CHECK(of_rule(story.ends(), "own-message-received").empty()); }
}
