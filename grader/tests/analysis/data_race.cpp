// The rule data-race: what it says, and when it is only advice.

#include "findings.h"
#include "trace_builder.h"

#include <sys/ipc.h>
#include <sys/sem.h>

using namespace ipclab;
using namespace ipclab::analysis::test;
using trace::Accessed;

namespace {

/// A creator and another process, both attached to one segment; a set of two semaphores, both 0.
struct Pair {
    Story story;
    Actor a = story.actor("A"), b = story.actor("B");
    int memory = 0, set = 0;
    Pair() {
        set = a.line(5).makes_semaphores(0x52, 2);
        memory = a.line(6).makes_segment(0x51, 64);
        a.attaches(memory);
        b.line(5).opens_semaphores(0x52, set);
        b.line(6).opens_segment(0x51, memory);
        b.attaches(memory);
    }
    analysis::Finding found() {
        a.exits(0);
        b.exits(0);
        return only(story.ends(), "data-race");
    }
};

} // namespace

TEST_CASE("an unlocked counter: both lines are named, once") {
    Story story;
    auto parent = story.actor("count");
    const int memory = parent.makes_segment(IPC_PRIVATE, 4);
    parent.attaches(memory);
    auto one = parent.line(20).forks("count/1"), two = parent.forks("count/2");
    one.line(12), two.line(12);
    for (int i = 0; i < 3; ++i) {
        one.reads(memory, 0);
        one.writes(memory, 0);
        two.reads(memory, 0);
        two.writes(memory, 0);
    }
    one.exits(0);
    two.exits(0);
    parent.line(30).reaps(one);
    parent.reaps(two);
    parent.reads(memory, 0);
    const auto finding = only(story.ends(), "data-race");
    CHECK(finding.level == analysis::Level::error);
    CHECK_THAT(finding.message, ContainsSubstring("count/1 wrote bytes 0 to 3 of M0 (count.cpp:12) and count/2 read them"
                                                  " in the same line"));
    CHECK_THAT(finding.message, ContainsSubstring("neither of the two makes a call that waits for the other"));
    REQUIRE(finding.where);
    CHECK(finding.where->line == 12);
}

TEST_CASE("what is missing is said") {
    Pair p;
    SECTION("the reader does not wait") {
        p.a.line(10).writes(p.memory, 0);
        p.a.line(11).operates(p.set, 0, 1);
        p.b.line(10).reads(p.memory, 0);
        CHECK_THAT(p.found().message,
                   ContainsSubstring("A wrote bytes 0 to 3 of M0 (A.cpp:10) and B read them (B.cpp:10), and "
                                     "nothing orders the two: A's semop(S0[0], +1) (A.cpp:11) comes after "
                                     "it, but B makes no semop on S0 before it reads."));
    }
    SECTION("the V comes before the write") {
        p.a.line(10).operates(p.set, 0, 1);
        p.b.line(10).operates(p.set, 0, -1);
        p.b.line(11).reads(p.memory, 0);
        p.a.line(11).writes(p.memory, 0);
        CHECK_THAT(p.found().message,
                   ContainsSubstring("B waits in semop(S0[0], -1) (B.cpp:10) before it reads, but A's semop(S0[0], +1) "
                                     "(A.cpp:10) comes before A writes, not after"));
    }
    SECTION("only one takes the lock") {
        p.a.line(8).sets(p.set, 0, 1);
        p.b.operates(p.set, 0, 0 + 1); // the reader knows that it has its value
        p.a.line(10).operates(p.set, 0, -1);
        p.a.line(11).writes(p.memory, 0);
        p.a.line(12).operates(p.set, 0, 1);
        p.b.line(10).writes(p.memory, 0);
        CHECK_THAT(p.found().message, ContainsSubstring("A holds S0[0] there, but B"));
    }
    SECTION("different locks") {
        p.a.line(8).sets_all(p.set, {1, 1});
        p.a.line(10).operates(p.set, 0, -1);
        p.a.line(11).writes(p.memory, 0);
        p.a.line(12).operates(p.set, 0, 1);
        p.b.line(10).operates(p.set, 1, -1);
        p.b.line(11).writes(p.memory, 0);
        p.b.line(12).operates(p.set, 1, 1);
        CHECK_THAT(p.found().message, ContainsSubstring("A holds S0[0] there and B holds S0[1]: two different semaphores"));
    }
    SECTION("one who counts itself, and one who does not mind") {
        p.a.line(10).operates(p.set, {{1, 0, 0}, {0, 1, 0}});
        p.b.line(10).operates(p.set, {{1, 1, 0}});
        p.a.line(11).reads(p.memory, 0);
        p.b.line(11).writes(p.memory, 0);
        p.a.line(12).operates(p.set, 0, -1);
        p.b.line(12).operates(p.set, {{1, -1, 0}, {0, 0, 0}}); // too late
        CHECK_THAT(p.found().message,
                   ContainsSubstring("A is counted in S0[0] there, but B does not wait until that is 0 before it writes."));
    }
    SECTION("waiting for zero and counting itself are two calls") {
        p.a.line(9).operates(p.set, {{1, 0, 0}});
        p.b.line(10).operates(p.set, {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}});
        p.a.line(10).operates(p.set, 0, 1);
        p.b.line(11).writes(p.memory, 0);
        p.a.line(11).reads(p.memory, 0);
        p.a.line(12).operates(p.set, 0, -1);
        p.b.line(12).operates(p.set, 1, -1);
        CHECK_THAT(
            p.found().message,
            ContainsSubstring("B is counted in S0[1] there; A has waited until that was 0 in semop (A.cpp:9), but counts "
                              "itself in S0[0] only in another call, semop (A.cpp:10), and in between B could come."));
    }
    SECTION("it uses the memory when it has gone") {
        p.a.line(9).operates(p.set, {{1, 0, 0}, {0, 1, 0}});
        p.a.line(10).operates(p.set, 0, -1);
        p.b.line(10).operates(p.set, {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}});
        p.b.line(11).writes(p.memory, 0);
        p.a.line(11).reads(p.memory, 0);
        p.b.line(12).operates(p.set, 1, -1);
        CHECK_THAT(p.found().message,
                   ContainsSubstring("B is counted in S0[1] there, but A is counted nowhere any more: it has "
                                     "left S0[0] in semop (A.cpp:10) before it reads."));
    }
    SECTION("a lock that lets two in") {
        p.a.line(8).sets(p.set, 0, 2);
        p.a.line(10).operates(p.set, 0, -1);
        p.a.line(11).writes(p.memory, 0);
        p.a.line(12).operates(p.set, 0, 1);
        p.b.line(10).operates(p.set, 0, -1);
        p.b.line(11).writes(p.memory, 0);
        p.b.line(12).operates(p.set, 0, 1);
        CHECK_THAT(p.found().message, ContainsSubstring("both had lowered S0[0] before, but A had set it to 2 in semctl"));
    }
    SECTION("the access comes after the lock was let go") {
        p.a.line(8).sets(p.set, 0, 1);
        p.a.line(10).operates(p.set, 0, -1);
        p.a.line(11).operates(p.set, 0, 1);
        p.a.line(12).writes(p.memory, 0);
        p.b.line(10).operates(p.set, 0, -1);
        p.b.line(11).writes(p.memory, 0);
        p.b.line(12).operates(p.set, 0, 1);
        CHECK_THAT(p.found().message, ContainsSubstring("B holds S0[0] there, but A has already let go of it, in "
                                                        "semop(S0[0], +1) (A.cpp:11), when it writes"));
    }
}

TEST_CASE("bytes: overlapping is enough, neighbours are none") {
    Pair p;
    p.a.line(10).writes(p.memory, 0, "hello");
    SECTION("overlapping") {
        p.b.line(10).reads(p.memory, 4, 8);
        CHECK_THAT(p.found().message, ContainsSubstring("A wrote byte 4 of M0 (A.cpp:10) and B read it (B.cpp:10)"));
    }
    SECTION("neighbours") {
        p.b.line(10).writes(p.memory, 5);
        CHECK(of_rule(p.story.ends(), "data-race").empty());
    }
    SECTION("the same value is a race as well") {
        p.b.line(10).writes(p.memory, 0, "hello");
        CHECK(p.found().level == analysis::Level::error);
    }
    SECTION("reading both is none") {
        Story story;
        auto a = story.actor("A"), b = story.actor("B");
        const int memory = a.makes_segment(0x51, 64);
        a.reads(memory, 0);
        b.reads(memory, 0);
        CHECK(of_rule(story.ends(), "data-race").empty());
    }
}

TEST_CASE("many pairs of places: some are told, the rest counted") {
    Pair p;
    for (int i = 0; i < 9; ++i) {
        p.a.line(10 + i).writes(p.memory, static_cast<std::uint64_t>(4 * i));
        p.b.line(10 + i).reads(p.memory, static_cast<std::uint64_t>(4 * i));
    }
    const auto findings = of_rule(p.story.ends(), "data-race");
    REQUIRE(findings.size() == 5);
    CHECK_THAT(findings.back().message, ContainsSubstring("4 more pairs of places"));
}

TEST_CASE("where the processes also talk otherwise, a race is advice") {
    Pair p;
    p.a.line(10).writes(p.memory, 0);
    p.b.line(10).reads(p.memory, 0);
    p.story.has_other_channel("flock");
    const auto finding = p.found();
    CHECK(finding.level == analysis::Level::advice);
    CHECK_THAT(finding.help, ContainsSubstring("flock"));
}

TEST_CASE("seen by the processor alone, what may be atomic is advice") {
    Pair p;
    p.story.watched_by(Accessed::Witness::page);
    SECTION("a flag and what it guards") {
        p.a.line(10).writes(p.memory, 0);
        p.a.line(11).writes(p.memory, 32, std::string("\1\0\0\0", 4));
        p.b.line(10).reads(p.memory, 32);
        p.b.line(11).reads(p.memory, 0);
        const auto findings = of_rule(p.story.ends(), "data-race");
        REQUIRE(findings.size() == 2);
        for (const auto& finding : findings)
            CHECK(finding.level == analysis::Level::advice);
    }
    SECTION("a counter: read and written in one line by both, atomic or not, loses what the other wrote") {
        for (int i = 0; i < 2; ++i) {
            p.a.line(10).reads(p.memory, 0);
            p.a.line(10).writes(p.memory, 0);
            p.b.line(20).reads(p.memory, 0);
            p.b.line(20).writes(p.memory, 0);
        }
        CHECK(p.found().level == analysis::Level::error);
    }
    SECTION("a counter that somebody looks at in between may be more than that") {
        p.a.line(10).reads(p.memory, 0);
        p.a.line(10).writes(p.memory, 0);
        p.b.line(15).reads(p.memory, 0);
        p.b.line(20).reads(p.memory, 0);
        p.b.line(20).writes(p.memory, 0);
        const auto findings = of_rule(p.story.ends(), "data-race");
        CHECK_FALSE(findings.empty());
        for (const auto& finding : findings)
            CHECK(finding.level == analysis::Level::advice);
    }
    SECTION("a text") {
        p.a.line(10).writes(p.memory, 0, "hello");
        p.b.line(10).reads(p.memory, 0, 4);
        CHECK(p.found().level == analysis::Level::error);
    }
    SECTION("what no atomic variable is: a row of 20 bytes") {
        p.a.line(10).writes(p.memory, 0, std::string(20, '\0'));
        p.b.line(10).reads(p.memory, 1, 13);
        CHECK(p.found().level == analysis::Level::error);
    }
}

TEST_CASE("a later segment with the id of a removed one is another one") {
    Story story;
    auto a = story.actor("A"), b = story.actor("B");
    const int memory = a.makes_segment(0x51, 64);
    a.writes(memory, 0);
    a.removes_segment(memory);
    auto trace = story.ends();
    // The kernel gives the id again.
    auto again = trace.events[2];
    REQUIRE(std::holds_alternative<trace::Called>(again.what));
    again.index = static_cast<trace::EventIndex>(trace.events.size());
    again.task = b.id();
    trace.events.push_back(again);
    Accessed write;
    write.segment = {sysv::Kind::segment, memory};
    write.size = 4;
    write.kind = Accessed::Kind::write;
    trace::Event event;
    event.index = static_cast<trace::EventIndex>(trace.events.size());
    event.task = b.id();
    event.what = write;
    trace.events.push_back(event);
    CHECK(of_rule(trace, "data-race").empty());
}
