// semaphore-out-of-range, interrupted-call.

#include "findings.h"
#include "trace_builder.h"

#include <cerrno>
#include <csignal>

#include <sys/ipc.h>
#include <sys/sem.h>

using namespace ipclab;
using namespace ipclab::analysis::test;
using analysis::Level;
using Effect = trace::Signalled::Effect;

namespace {

/// A set of two semaphores, the first of them with the value 1, made by A; and a process B that opens it.
struct Pair {
    Story story;
    Actor a = story.actor("A"), b = story.actor("B");
    int set = a.line(5).makes_semaphores(0x41, 2);
    Pair() {
        a.line(6).sets(set, 0, 1);
        b.line(5).opens_semaphores(0x41, set);
    }
    /// P and V, as A makes them.
    void a_locks() {
        a.line(10).operates(set, 0, -1);
        a.line(12).operates(set, 0, 1);
    }
    trace::EventIndex interrupts_b(int signo = SIGUSR1, int amount = -1) {
        b.line(20).waits_for_semaphore(set, 0, amount);
        b.is_signalled(signo, Effect::handled, a.id());
        return b.line(20).fails_to_operate(set, 0, amount, EINTR);
    }
};

trace::Result failed(int error) { return {-1, error}; }

sysv::Call control(int set, int number, int command, std::uint64_t value = 0) {
    sysv::SemCtl call;
    call.semid = set;
    call.semnum = number;
    call.cmd = command;
    call.arg = value;
    return call;
}

} // namespace

TEST_CASE("semaphore-out-of-range: a lock that is not there") {
    Pair p;
    p.a.line(7).fails_to_operate(p.set, 2, -1, EFBIG);
    p.a.line(9).fails_to_operate(p.set, 2, 1, EFBIG);
    SECTION("in two processes") {
        p.b.line(7).fails_to_operate(p.set, 2, -1, EFBIG);
        p.b.line(9).fails_to_operate(p.set, 2, 1, EFBIG);
        const auto findings = of_rule(p.story.ends(), "semaphore-out-of-range");
        REQUIRE(findings.size() == 4); // two files
        CHECK(findings[0].level == Level::error);
        CHECK(findings[0].message == "A's semop (A.cpp:7) asks for semaphore 2 of S0, which has only the numbers 0 to 1 "
                                     "(EFBIG): nothing was done, and it went on as if it had been.");
        CHECK_THAT(findings[0].help, ContainsSubstring("counted from 0"));
    }
    SECTION("one process alone may want to see what happens") {
        for (const auto& finding : of_rule(p.story.ends(), "semaphore-out-of-range"))
            CHECK(finding.level == Level::advice);
    }
}

TEST_CASE("semaphore-out-of-range: a V that is lost") {
    Pair p;
    p.b.line(7).fails_to_operate(p.set, 2, 1, EFBIG);
    p.b.exits(0);
    const auto waits = p.a.line(9).waits_for_semaphore(p.set, 1, -1);
    const auto finding = only(p.story.deadlocks(), "semaphore-out-of-range");
    CHECK(finding.level == Level::error);
    CHECK_THAT(finding.message, ContainsSubstring("(EFBIG), and A waits for that for ever."));
    CHECK(finding.evidence.back() == waits);
}

TEST_CASE("semaphore-out-of-range: the members of struct sembuf in another order") {
    Pair p;
    p.a.line(7).fails_to_operate(p.set, 0xFFFF, 0, EFBIG, SEM_UNDO);
    p.a.line(9).operates(p.set, 1, 0, SEM_UNDO);
    const auto finding = only(p.story.ends(), "semaphore-out-of-range");
    CHECK(finding.level == Level::error);
    CHECK_THAT(finding.message, ContainsSubstring("65535 is what -1 becomes as sem_num"));
    CHECK_THAT(finding.help, ContainsSubstring("begins with sem_num"));
}

TEST_CASE("semaphore-out-of-range: values") {
    Pair p;
    SECTION("too high") {
        p.a.line(7).makes_call(control(p.set, 0, SETVAL, 32768), failed(ERANGE));
        const auto finding = only(p.story.ends(), "semaphore-out-of-range");
        CHECK(finding.level == Level::advice);
        CHECK_THAT(finding.message, ContainsSubstring("a semaphore of S0 was to become 32768, but can only be 0 to 32767."));
    }
    SECTION("too high, and somebody waits for it") {
        p.a.line(7).makes_call(control(p.set, 1, SETVAL, 40000), failed(ERANGE));
        p.a.exits(0);
        p.b.line(9).waits_for_semaphore(p.set, 1, -1);
        CHECK(only(p.story.deadlocks(), "semaphore-out-of-range").level == Level::error);
    }
    SECTION("raised too often") {
        p.a.line(7).fails_to_operate(p.set, 0, 32767, ERANGE);
        CHECK_THAT(only(p.story.ends(), "semaphore-out-of-range").message,
                   ContainsSubstring("a semaphore of S0 would become more than 32767."));
    }
    SECTION("what SEM_UNDO has to remember") {
        p.a.line(7).fails_to_operate(p.set, 0, 1, ERANGE, SEM_UNDO);
        const auto finding = only(p.story.ends(), "semaphore-out-of-range");
        CHECK_THAT(finding.message, ContainsSubstring("SEM_UNDO has to take back more than 32767"));
        CHECK_THAT(finding.help, ContainsSubstring("Leave SEM_UNDO out"));
    }
    SECTION("SETVAL of a semaphore that is not there") {
        p.a.line(7).makes_call(control(p.set, 2, SETVAL, 1), failed(EINVAL));
        CHECK_THAT(only(p.story.ends(), "semaphore-out-of-range").message,
                   ContainsSubstring("asks for semaphore 2 of S0, which has only the numbers 0 to 1 (EINVAL)."));
    }
}

TEST_CASE("semaphore-out-of-range: said and given up is advice, and other failures are none") {
    Pair p;
    SECTION("said and given up") {
        p.b.line(7).fails_to_operate(p.set, 2, 1, EFBIG);
        p.b.prints("semop: File too large\n", 2);
        p.b.exits(1);
        p.a.line(9).waits_for_semaphore(p.set, 1, -1);
        CHECK(only(p.story.deadlocks(), "semaphore-out-of-range").level == Level::advice);
    }
    SECTION("others") {
        p.a.fails_to_operate(p.set, 0, -1, EAGAIN, IPC_NOWAIT);
        p.a.makes_call(control(99, 2, SETVAL, 1), failed(EINVAL));
        p.a.makes_call(control(p.set, 7, IPC_RMID), failed(EPERM)); // which does not look at the number
        CHECK(of_rule(p.story.ends(), "semaphore-out-of-range").empty());
    }
}

TEST_CASE("interrupted-call: into the lock without having got it") {
    Pair p;
    p.a.line(10).operates(p.set, 0, -1);
    const auto interrupted = p.interrupts_b();
    const auto given = p.b.line(22).operates(p.set, 0, 1);
    SECTION("while the other one is inside: it is open for one too many when that one leaves") {
        const auto last = p.a.line(12).operates(p.set, 0, 1);
        const auto finding = only(p.story.ends(), "interrupted-call");
        CHECK(finding.level == Level::error);
        CHECK(finding.message ==
              "B's semop (B.cpp:20) was interrupted by SIGUSR1 and lowered nothing, but it went on as if it had: it raised "
              "S0[0] in semop (B.cpp:22) all the same, which became 2 in the end, although it has never been more than 1.");
        CHECK(finding.evidence == std::vector{interrupted, given, last});
        CHECK(finding.where->line == 20);
    }
    SECTION("and comes back later, properly: that is no second try") {
        p.a.line(12).operates(p.set, 0, 1);
        p.b.line(20).operates(p.set, 0, -1);
        p.b.line(22).operates(p.set, 0, 1);
        CHECK(only(p.story.ends(), "interrupted-call").level == Level::error);
    }
    SECTION("nothing has shown it yet") {
        p.a.line(0).exits(0);
        CHECK(only(p.story.ends(), "interrupted-call").level == Level::advice);
    }
}

TEST_CASE("interrupted-call: a lock that got its start value by a semop is one, too") {
    Story story;
    auto a = story.actor("A"), b = story.actor("B");
    const int set = a.makes_semaphores(0x41, 1);
    b.opens_semaphores(0x41, set);
    a.operates(set, 0, 1);
    a.operates(set, 0, -1);
    b.line(20).fails_to_operate(set, 0, -1, EINTR);
    b.line(22).operates(set, 0, 1);
    a.operates(set, 0, 1);
    CHECK(only(story.ends(), "interrupted-call").level == Level::error);
}

TEST_CASE("interrupted-call: somebody waits for what was not done") {
    Story story;
    auto a = story.actor("A"), b = story.actor("B");
    const int box = a.makes_queue(0x41);
    b.opens_queue(0x41, box);
    const auto waits = b.line(9).waits_for_message(box, 1);
    const auto interrupted = a.line(7).fails_to_send(box, 1, EINTR);
    a.exits(0);
    const auto trace = story.deadlocks();
    const auto finding = only(trace, "interrupted-call");
    CHECK(finding.level == Level::error);
    CHECK(finding.message ==
          "A's msgsnd (A.cpp:7) was interrupted and did nothing, but it went on as if it had; B waits for "
          "that for ever.");
    CHECK(finding.evidence == std::vector{waits, interrupted});
    CHECK(headline(trace) == "interrupted-call");
}

TEST_CASE("interrupted-call: not made again, and nobody knows what was meant") {
    Pair p;
    SECTION("a P, and the end as if all was well") {
        p.interrupts_b();
        p.b.prints("it has come\n");
        p.b.exits(0);
        const auto finding = only(p.story.ends(), "interrupted-call");
        CHECK(finding.level == Level::advice);
        CHECK_THAT(finding.message,
                   ContainsSubstring("was interrupted by SIGUSR1 and did nothing, but it was not made again: "
                                     "it ended as if all was well."));
    }
    SECTION("a message that was not sent, and the next one") {
        const int box = p.a.makes_queue(0x42);
        p.a.fails_to_send(box, 1, EINTR);
        p.a.line(8).sends(box, 2, "the next one");
        CHECK_THAT(only(p.story.ends(), "interrupted-call").message, ContainsSubstring("it went on with msgsnd (A.cpp:8)."));
    }
}

TEST_CASE("interrupted-call: no finding") {
    Pair p;
    p.a_locks();
    SECTION("made again") {
        p.interrupts_b();
        p.interrupts_b();
        p.b.line(20).operates(p.set, 0, -1);
        p.b.line(22).operates(p.set, 0, 1);
    }
    SECTION("made again, and waiting when all was over") {
        p.interrupts_b();
        p.b.line(20).waits_for_semaphore(p.set, 0, -1);
    }
    SECTION("a time-out") {
        p.interrupts_b(SIGALRM);
        p.b.prints("nobody is there\n");
        p.b.exits(0);
    }
    SECTION("a server that is told to stop") {
        const int box = p.b.makes_queue(0x42);
        p.b.waits_for_message(box, 0);
        p.b.is_signalled(SIGUSR1, Effect::handled, p.a.id());
        p.b.fails_to_receive(box, 0, EINTR);
        p.b.removes_queue(box);
        p.b.exits(0);
    }
    SECTION("said and given up") {
        p.interrupts_b();
        p.b.prints("semop: Interrupted system call\n", 2);
        p.b.exits(1);
    }
    SECTION("given up in silence, but with a status that says so") {
        p.interrupts_b();
        p.b.exits(1);
    }
    CHECK(of_rule(p.story.ends(), "interrupted-call").empty());
}

TEST_CASE("interrupted-call: raising what counts things is no leaving") {
    Story story;
    auto a = story.actor("A"), b = story.actor("B");
    const int set = a.makes_semaphores(0x41, 1);
    b.opens_semaphores(0x41, set);
    b.waits_for_semaphore(set, 0, -1);
    b.is_signalled(SIGALRM, Effect::handled);
    b.fails_to_operate(set, 0, -1, EINTR); // nothing has come: it makes one itself
    b.operates(set, 0, 1);
    a.operates(set, 0, -1);
    b.exits(0);
    CHECK(of_rule(story.ends(), "interrupted-call").empty());
}
