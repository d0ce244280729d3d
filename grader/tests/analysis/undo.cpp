// undo-one-sided, undo-on-signalling.

#include "findings.h"
#include "trace_builder.h"

#include <csignal>

#include <sys/ipc.h>
#include <sys/sem.h>

using namespace ipclab;
using namespace ipclab::analysis::test;
using analysis::Level;

namespace {

/// A set of one semaphore, made by A, and a process B that opens it.
struct Pair {
    Story story;
    Actor a = story.actor("A"), b = story.actor("B");
    int set = a.line(5).makes_semaphores(0x41, 1);
    Pair() { b.line(5).opens_semaphores(0x41, set); }
    explicit Pair(int value) : Pair() { a.line(6).sets(set, 0, value); }
};

} // namespace

TEST_CASE("undo-one-sided: only P has SEM_UNDO") {
    Pair p(1);
    const auto taken = p.b.line(7).operates(p.set, 0, -1, SEM_UNDO);
    const auto given = p.b.line(8).operates(p.set, 0, 1);
    SECTION("the lock is open twice at the end") {
        const auto end = p.b.line(0).exits_and_undoes(0, p.set, 0, 2);
        const auto finding = only(p.story.ends(), "undo-one-sided");
        CHECK(finding.level == Level::error);
        CHECK(finding.message ==
              "B lowers and raises S0[0], but only its P has SEM_UNDO (B.cpp:7), its V has none (B.cpp:8): "
              "when B ended, SEM_UNDO raised S0[0] from 1 to 2, higher than it has ever been, so that "
              "one more gets in.");
        CHECK(finding.evidence == std::vector{taken, given, end});
        REQUIRE(finding.where);
        CHECK(finding.where->line == 8);
    }
    SECTION("while another one holds it: not seen yet") {
        p.a.operates(p.set, 0, -1);
        p.b.line(0).exits_and_undoes(0, p.set, 0, 1);
        CHECK(only(p.story.ends(), "undo-one-sided").level == Level::advice);
    }
    SECTION("and it holds the lock once more, until its end") {
        p.b.line(7).operates(p.set, 0, -1, SEM_UNDO);
        p.b.line(0).exits_and_undoes(0, p.set, 0, 2);
        CHECK(only(p.story.ends(), "undo-one-sided").level == Level::error);
    }
    SECTION("in several processes: told once") {
        auto c = p.story.actor("C");
        c.line(5).opens_semaphores(0x41, p.set);
        p.b.line(0).exits_and_undoes(0, p.set, 0, 2);
        c.line(7).operates(p.set, 0, -1, SEM_UNDO);
        c.line(8).operates(p.set, 0, 1);
        c.line(0).exits_and_undoes(0, p.set, 0, 3);
        CHECK(of_rule(p.story.ends(), "undo-one-sided").size() == 1);
    }
}

TEST_CASE("undo-one-sided: only V has SEM_UNDO") {
    Pair p(1);
    p.b.line(7).operates(p.set, 0, -1);
    p.b.line(8).operates(p.set, 0, 1, SEM_UNDO);
    p.b.line(0).exits_and_undoes(0, p.set, 0, 0);
    p.a.line(9).waits_for_semaphore(p.set, 0, -1);
    const auto trace = p.story.deadlocks();
    const auto finding = only(trace, "undo-one-sided");
    CHECK(finding.level == Level::error);
    CHECK_THAT(finding.message, ContainsSubstring("only its V has SEM_UNDO (B.cpp:8), its P has none (B.cpp:7): when B "
                                                  "ended, SEM_UNDO lowered S0[0] from 1 to 0, so that what it gave back is "
                                                  "gone again."));
    CHECK(headline(trace) == "undo-one-sided");
    CHECK(of_rule(trace, "undo-on-signalling").empty());
}

TEST_CASE("undo-on-signalling: what was told is taken back") {
    Pair p;
    const auto raised = p.b.line(7).operates(p.set, 0, 1, SEM_UNDO);
    SECTION("before the other one has looked") {
        const auto end = p.b.line(0).exits_and_undoes(0, p.set, 0, 0);
        const auto waits = p.a.line(9).waits_for_semaphore(p.set, 0, -1);
        const auto trace = p.story.deadlocks();
        const auto finding = only(trace, "undo-on-signalling");
        CHECK(finding.level == Level::error);
        CHECK(finding.message == "B raises S0[0] with SEM_UNDO (B.cpp:7) to tell A something, but when B ended, SEM_UNDO "
                                 "lowered S0[0] from 1 to 0; A waits for it for ever.");
        CHECK(finding.evidence == std::vector{raised, end, waits});
        CHECK(finding.where->line == 7);
        CHECK(headline(trace) == "undo-on-signalling");
    }
    SECTION("one of two, and the other one has got one: no harm seen") {
        p.b.line(7).operates(p.set, 0, 1, SEM_UNDO);
        p.a.line(9).operates(p.set, 0, -1);
        p.b.line(0).exits_and_undoes(0, p.set, 0, 0);
        CHECK(only(p.story.ends(), "undo-on-signalling").level == Level::advice);
    }
}

TEST_CASE("undo-on-signalling: what was taken is put back") {
    Pair p;
    p.a.line(6).operates(p.set, 0, 1);
    p.b.line(7).operates(p.set, 0, -1, SEM_UNDO);
    p.a.line(6).operates(p.set, 0, 1);
    p.b.line(7).operates(p.set, 0, -1, SEM_UNDO);
    p.b.line(0).exits_and_undoes(0, p.set, 0, 2);
    const auto finding = only(p.story.ends(), "undo-on-signalling");
    CHECK(finding.level == Level::advice);
    CHECK_THAT(finding.message, ContainsSubstring("SEM_UNDO raised S0[0] from 0 to 2: it counts things that have been taken "
                                                  "already."));
}

TEST_CASE("SEM_UNDO as it is meant: no finding") {
    Pair p(1);
    SECTION("on both: nothing is left to undo") {
        p.b.operates(p.set, 0, -1, SEM_UNDO);
        p.b.operates(p.set, 0, 1, SEM_UNDO);
        p.b.exits(0);
    }
    SECTION("held until the end") {
        p.b.operates(p.set, 0, -1, SEM_UNDO);
        p.b.exits_and_undoes(0, p.set, 0, 1);
    }
    SECTION("killed inside, after a round that was complete") {
        p.b.operates(p.set, 0, -1, SEM_UNDO);
        p.b.operates(p.set, 0, 1, SEM_UNDO);
        p.b.operates(p.set, 0, -1, SEM_UNDO);
        p.b.exits_and_undoes(0, p.set, 0, 1);
    }
    SECTION("places that the maker gave with semop, held until the end") {
        p.a.operates(p.set, 0, 2);
        p.b.operates(p.set, 0, -1, SEM_UNDO);
        p.b.exits_and_undoes(0, p.set, 0, 3);
    }
    SECTION("each that is there counts itself, and nobody takes that away") {
        p.a.operates(p.set, 0, 1, SEM_UNDO);
        p.b.operates(p.set, 0, 1, SEM_UNDO);
        p.b.exits_and_undoes(0, p.set, 0, 2);
    }
    SECTION("a round before the value was set anew is forgotten by the kernel, too") {
        p.b.operates(p.set, 0, -1, SEM_UNDO);
        p.b.operates(p.set, 0, 1);
        p.a.sets(p.set, 0, 1);
        p.b.operates(p.set, 0, -1, SEM_UNDO);
        p.b.exits_and_undoes(0, p.set, 0, 1);
    }
    SECTION("the sign of life: it raises at once what its end shall raise, and lowers it marked") {
        p.b.operates(p.set, {{0, 1, 0}, {0, -1, SEM_UNDO}});
        p.b.exits_and_undoes(0, p.set, 0, 2);
    }
    const auto trace = p.story.ends();
    CHECK(of_rule(trace, "undo-one-sided").empty());
    CHECK(of_rule(trace, "undo-on-signalling").empty());
}
