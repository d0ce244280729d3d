// initialisation-race, value-reset, result-used-as-lock.

#include "findings.h"
#include "trace_builder.h"

#include <sys/ipc.h>

using namespace ipclab;
using namespace ipclab::analysis::test;
using analysis::Level;

namespace {

struct Pair {
    Story story;
    Actor a = story.actor("A"), b = story.actor("B");
    int set = a.line(5).makes_semaphores(0x41, 2);
    void locks(Actor& who, int line) const {
        who.line(line).operates(set, 0, -1);
        who.line(line + 1).operates(set, 0, 1);
    }
};

} // namespace

TEST_CASE("value-reset: both set the value at their start") {
    Pair p;
    SECTION("one after the other, by luck") {
        p.a.line(6).sets(p.set, 0, 1);
        p.locks(p.a, 7);
        p.b.opens_semaphores(0x41, p.set);
        p.b.line(6).sets(p.set, 0, 1);
        p.locks(p.b, 7);
        const auto finding = only(p.story.ends(), "value-reset");
        CHECK(finding.level == Level::error);
        CHECK_THAT(finding.message,
                   ContainsSubstring("B set S0[0] to 1 in semctl (B.cpp:6), which A had already set to 1: nothing "
                                     "keeps this from happening while A holds it"));
    }
    SECTION("both before anybody goes in") {
        p.a.line(6).sets(p.set, 0, 1);
        p.b.opens_semaphores(0x41, p.set);
        p.b.line(6).sets(p.set, 0, 1);
        p.locks(p.a, 7);
        p.locks(p.b, 7);
        CHECK(only(p.story.ends(), "value-reset").level == Level::error);
    }
    SECTION("while the other one is inside") {
        p.a.line(6).sets(p.set, 0, 1);
        p.a.line(7).operates(p.set, 0, -1);
        p.b.opens_semaphores(0x41, p.set);
        p.b.line(6).sets(p.set, 0, 1);
        p.a.line(8).operates(p.set, 0, 1);
        CHECK_THAT(only(p.story.ends(), "value-reset").message,
                   ContainsSubstring("A held it then, from (A.cpp:7) to (A.cpp:8)"));
    }
}

TEST_CASE("value-reset: no finding") {
    Pair p;
    SECTION("the second has waited until the first was done") {
        auto child = p.a.forks("A/1");
        child.sets(p.set, 0, 1);
        p.locks(child, 7);
        child.exits(0);
        p.a.reaps(child);
        p.a.sets(p.set, 0, 1);
        p.locks(p.a, 9);
    }
    SECTION("one process sets it again and again, for itself") {
        for (int i = 0; i < 3; ++i) {
            p.a.sets(p.set, 0, 1);
            p.locks(p.a, 7);
        }
    }
    SECTION("the script has let the first one end before it started the second") {
        p.a.sets(p.set, 0, 1);
        p.locks(p.a, 7);
        p.a.exits(0);
        p.story.script("until A has exited");
        p.story.script("start C");
        auto c = p.story.actor("C");
        c.opens_semaphores(0x41, p.set);
        c.sets(p.set, 0, 1);
        p.locks(c, 7);
    }
    SECTION("SETVAL as a signal: nobody gives back what was taken") {
        p.b.opens_semaphores(0x41, p.set);
        for (int i = 0; i < 3; ++i) {
            p.a.sets(p.set, 0, 1);
            p.b.operates(p.set, 0, -1);
            p.b.sets(p.set, 1, 1);
            p.a.operates(p.set, 1, -1);
        }
    }
    SECTION("another set with the same key, later") {
        p.a.sets(p.set, 0, 1);
        p.locks(p.a, 7);
        p.a.removes_semaphores(p.set);
        p.set = p.b.makes_semaphores(0x41, 2);
        p.b.sets(p.set, 0, 1);
        p.locks(p.b, 7);
    }
    CHECK(of_rule(p.story.ends(), "value-reset").empty());
}

TEST_CASE("initialisation-race: a semaphore that is used before it has its value") {
    Pair p;
    p.b.line(5).opens_semaphores(0x41, p.set);
    SECTION("a +1 that is lost") {
        p.b.line(6).operates(p.set, 1, 1);
        p.a.line(6).sets(p.set, 1, 0);
        const auto finding = only(p.story.ends(), "initialisation-race");
        CHECK(finding.level == Level::error);
        CHECK_THAT(finding.message,
                   ContainsSubstring("B called semop(S0[1], +1) (B.cpp:6) before A set S0[1] to 0 in semctl "
                                     "(A.cpp:6), and nothing makes it wait for that: the +1 is lost."));
    }
    SECTION("a wait for zero that does not wait") {
        p.b.line(6).operates(p.set, 1, 0);
        p.a.line(6).sets(p.set, 1, 2);
        CHECK_THAT(only(p.story.ends(), "initialisation-race").message,
                   ContainsSubstring("it met the 0 of a new semaphore"));
    }
    SECTION("it came after the value this time") {
        p.a.line(6).sets(p.set, 1, 0);
        p.b.line(6).operates(p.set, 1, 1);
        CHECK_THAT(only(p.story.ends(), "initialisation-race").message, ContainsSubstring("it is lost if it comes first"));
    }
    SECTION("it knows that the lock has its value, but not that the other semaphore has") {
        p.a.line(6).sets(p.set, 0, 1);
        p.a.line(7).sets(p.set, 1, 0);
        p.b.line(6).operates(p.set, 0, -1);
        p.b.line(7).operates(p.set, 1, 1);
        CHECK(only(p.story.ends(), "initialisation-race").where->line == 7);
    }
}

TEST_CASE("initialisation-race: no finding") {
    Pair p;
    p.b.opens_semaphores(0x41, p.set);
    SECTION("a plain -1 waits for the value") {
        p.b.waits_for_semaphore(p.set, 0, -1);
        p.a.sets(p.set, 0, 1);
        p.b.operates(p.set, 0, -1);
        p.b.operates(p.set, 0, 1);
    }
    SECTION("the lock is set last: who has it knows that all have their values") {
        p.a.sets(p.set, 1, 0);
        p.a.sets(p.set, 0, 1);
        p.b.operates(p.set, 0, -1);
        p.b.operates(p.set, 1, 1);
    }
    SECTION("all at once") {
        p.a.sets_all(p.set, {1, 0});
        p.b.operates(p.set, 0, -1);
        p.b.operates(p.set, 1, 1);
    }
    SECTION("the sem_otime protocol") {
        p.a.sets(p.set, 1, 0);
        p.a.operates(p.set, 0, 1);
        p.b.looks_at_semaphores(p.set);
        p.b.operates(p.set, 1, 1);
    }
    SECTION("values that are only added to") {
        p.b.operates(p.set, 1, 1);
        p.a.operates(p.set, 1, 1);
    }
    SECTION("children, after their parent has set it") {
        p.a.sets(p.set, 1, 0);
        auto child = p.a.forks("A/1");
        child.operates(p.set, 1, 1);
    }
    CHECK(of_rule(p.story.ends(), "initialisation-race").empty());
}

TEST_CASE("result-used-as-lock: GETVAL and SETVAL instead of semop") {
    Pair p;
    p.a.sets(p.set, 0, 1);
    p.b.opens_semaphores(0x41, p.set);
    const auto takes = [&](Actor& who) {
        who.line(10).reads_value(p.set, 0, 1);
        who.line(11).sets(p.set, 0, 0);
        who.line(12).sets(p.set, 0, 1);
    };
    SECTION("both do it") {
        takes(p.a);
        takes(p.b);
        const auto finding = only(p.story.ends(), "result-used-as-lock");
        CHECK(finding.level == Level::error);
        CHECK_THAT(finding.message, ContainsSubstring("A and B use S0[0] as a lock with GETVAL and SETVAL"));
        CHECK(headline(p.story.ends()) == "result-used-as-lock");
    }
    SECTION("one alone") {
        takes(p.a);
        CHECK(of_rule(p.story.ends(), "result-used-as-lock").empty());
    }
    SECTION("looking and setting to the same or more") {
        for (auto* who : {&p.a, &p.b}) {
            who->reads_value(p.set, 0, 1);
            who->sets(p.set, 0, 1);
        }
        CHECK(of_rule(p.story.ends(), "result-used-as-lock").empty());
    }
    SECTION("as a variable, under a real lock") {
        p.a.operates(p.set, 1, 1);
        for (auto* who : {&p.a, &p.b}) {
            who->operates(p.set, 1, -1);
            takes(*who);
            who->operates(p.set, 1, 1);
        }
        CHECK(of_rule(p.story.ends(), "result-used-as-lock").empty());
    }
}
