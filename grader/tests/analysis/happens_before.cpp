// What orders two processes and what does not: each edge by itself.

#include "analysis/happens_before.h"
#include "trace_builder.h"

#include <catch2/catch_test_macros.hpp>

#include <cerrno>
#include <csignal>

#include <sys/ipc.h>
#include <sys/msg.h>

using namespace ipclab;
using namespace ipclab::analysis::test;
using analysis::HappensBefore;
using trace::Accessed;
using namespace std::chrono_literals;

namespace {

/// Two processes that share a segment; the test lets `a` write and `b` read, and asks whether the two are ordered.
struct Pair {
    Story story;
    Actor a = story.actor("A"), b = story.actor("B");
    int memory = a.makes_segment(0x51, 64);
    int set = a.makes_semaphores(0x52, 2);
    int box = a.makes_queue(0x53);

    bool ordered(trace::EventIndex first, trace::EventIndex second) {
        const HappensBefore order(story.ends());
        CHECK_FALSE(order.before(second, first));
        return order.before(first, second);
    }
};

} // namespace

TEST_CASE("a V orders what was before it before what follows the P that it lets go on") {
    Pair p;
    SECTION("initial value 0") {
        const auto wrote = p.a.writes(p.memory, 0);
        p.a.operates(p.set, 0, 1);
        p.b.operates(p.set, 0, -1);
        CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("a write after the V") {
        p.a.operates(p.set, 0, 1);
        const auto wrote = p.a.writes(p.memory, 0);
        p.b.operates(p.set, 0, -1);
        CHECK_FALSE(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("a read before the P") {
        const auto wrote = p.a.writes(p.memory, 0);
        p.a.operates(p.set, 0, 1);
        const auto read = p.b.reads(p.memory, 0);
        p.b.operates(p.set, 0, -1);
        CHECK_FALSE(p.ordered(wrote, read));
    }
    SECTION("another semaphore of the set") {
        p.a.sets(p.set, 1, 1);
        const auto wrote = p.a.writes(p.memory, 0);
        p.a.operates(p.set, 0, 1);
        p.b.operates(p.set, 1, -1);
        CHECK_FALSE(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("a lock that was set to 1") {
        p.a.sets(p.set, 0, 1);
        p.a.operates(p.set, 0, -1);
        const auto wrote = p.a.writes(p.memory, 0);
        p.a.operates(p.set, 0, 1);
        p.b.operates(p.set, 0, -1);
        CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("a lock that was set to 2 lets both in: the P did not need the V") {
        p.a.sets(p.set, 0, 2);
        p.a.operates(p.set, 0, -1);
        const auto wrote = p.a.writes(p.memory, 0);
        p.a.operates(p.set, 0, 1);
        p.b.operates(p.set, 0, -1);
        CHECK_FALSE(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
}

TEST_CASE("setting a semaphore orders, before a P and before GETVAL, and so does what IPC_STAT shows") {
    Pair p;
    const auto wrote = p.a.writes(p.memory, 0);
    SECTION("SETVAL to P") {
        p.a.sets(p.set, 0, 1);
        p.b.operates(p.set, 0, -1);
    }
    SECTION("SETALL to P") {
        p.a.sets_all(p.set, {1, 0});
        p.b.operates(p.set, 0, -1);
    }
    SECTION("SETVAL to zero, to a wait for zero") {
        p.a.sets(p.set, 0, 0);
        p.b.operates(p.set, 0, 0);
    }
    SECTION("SETVAL to GETVAL") {
        p.a.sets(p.set, 0, 1);
        p.b.reads_value(p.set, 0, 1);
    }
    SECTION("a semop to the IPC_STAT that sees its sem_otime") {
        p.a.operates(p.set, 1, 1);
        p.b.looks_at_semaphores(p.set);
    }
    SECTION("a P to the attempt that fails because of it") {
        p.a.sets(p.set, 0, 1);
        p.a.operates(p.set, 0, -1);
        p.b.fails_to_operate(p.set, 0, -1, EAGAIN, IPC_NOWAIT);
    }
    CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
}

TEST_CASE("waiting for zero comes after the decrements") {
    Pair p;
    p.a.sets(p.set, 0, 1);
    const auto wrote = p.a.writes(p.memory, 0);
    p.a.operates(p.set, 0, -1);
    p.b.operates(p.set, 0, 0);
    CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
}

TEST_CASE("what SEM_UNDO gives back is a V of who has ended") {
    Pair p;
    p.a.sets(p.set, 0, 1);
    p.a.operates(p.set, 0, -1);
    const auto wrote = p.a.writes(p.memory, 0);
    p.a.exits_and_undoes(0, p.set, 0, 1);
    p.b.operates(p.set, 0, -1);
    CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
}

TEST_CASE("a message orders its sender before its receiver, and only its own") {
    Pair p;
    auto c = p.story.actor("C");
    SECTION("one message") {
        const auto wrote = p.a.writes(p.memory, 0);
        p.a.sends(p.box, 1, "go");
        p.b.receives(p.box, 0);
        CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("of two equal messages, the older one is taken") {
        const auto early = p.a.writes(p.memory, 0), late = c.writes(p.memory, 8);
        p.a.sends(p.box, 1, "go");
        c.sends(p.box, 1, "go");
        p.b.receives(p.box, 0);
        const auto read = p.b.reads(p.memory, 0);
        CHECK(p.ordered(early, read));
        CHECK_FALSE(p.ordered(late, read));
    }
    SECTION("by type, not by age") {
        const auto other = p.a.writes(p.memory, 0), own = c.writes(p.memory, 8);
        p.a.sends(p.box, 1, "go");
        c.sends(p.box, 2, "go");
        p.b.receives(p.box, 2);
        const auto read = p.b.reads(p.memory, 0);
        CHECK_FALSE(p.ordered(other, read));
        CHECK(p.ordered(own, read));
    }
    SECTION("a message that was there before the run may be anybody's") {
        const auto wrote = p.a.writes(p.memory, 0);
        p.a.sends(p.box, 1, "go");
        sysv::MsgRcv other;
        other.msqid = p.box;
        other.message = sysv::Message{1, "stale"};
        p.b.makes_call(other, {5, 0});
        CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("a queue that was full: who sends has waited for who received") {
        p.a.sends(p.box, 1, std::string(8192, 'x'));
        p.a.sends(p.box, 1, std::string(8192, 'x'));
        const auto read = p.b.reads(p.memory, 0);
        p.b.receives(p.box, 0);
        p.a.sends(p.box, 1, "y");
        CHECK(p.ordered(read, p.a.writes(p.memory, 0)));
    }
    SECTION("a queue with room: who sends has waited for nobody") {
        p.a.sends(p.box, 1, "x");
        const auto read = p.b.reads(p.memory, 0);
        p.b.receives(p.box, 0);
        p.a.sends(p.box, 1, "y");
        CHECK_FALSE(p.ordered(read, p.a.writes(p.memory, 0)));
    }
}

TEST_CASE("processes: fork, end and wait") {
    Pair p;
    SECTION("what came before fork") {
        const auto wrote = p.a.writes(p.memory, 0);
        auto child = p.a.forks("A/1");
        CHECK(p.ordered(wrote, child.reads(p.memory, 0)));
    }
    SECTION("what came after fork") {
        auto child = p.a.forks("A/1");
        const auto wrote = p.a.writes(p.memory, 0);
        CHECK_FALSE(p.ordered(wrote, child.reads(p.memory, 0)));
    }
    SECTION("an end that was waited for") {
        auto child = p.a.forks("A/1");
        const auto wrote = child.writes(p.memory, 0);
        child.exits(0);
        p.a.reaps(child);
        CHECK(p.ordered(wrote, p.a.reads(p.memory, 0)));
    }
    SECTION("an end that nobody waited for") {
        auto child = p.a.forks("A/1");
        const auto wrote = child.writes(p.memory, 0);
        child.exits(0);
        CHECK_FALSE(p.ordered(wrote, p.a.reads(p.memory, 0)));
    }
    SECTION("a thread is its process") {
        auto thread = p.a.makes_thread("A/1");
        const auto wrote = p.a.writes(p.memory, 0);
        CHECK(p.ordered(wrote, thread.reads(p.memory, 0)));
    }
    SECTION("SIGCHLD") {
        auto child = p.a.forks("A/1");
        const auto wrote = child.writes(p.memory, 0);
        child.exits(0);
        p.a.is_signalled(SIGCHLD, trace::Signalled::Effect::handled, child.id());
        CHECK(p.ordered(wrote, p.a.reads(p.memory, 0)));
    }
}

TEST_CASE("bytes in a pipe order, each its own; a socket's ends cannot be told apart") {
    Pair p;
    const auto wrote = p.a.writes(p.memory, 0);
    p.a.puts_into("pipe 0", "x");
    const auto later = p.a.writes(p.memory, 8);
    p.a.puts_into("pipe 0", "y");
    SECTION("the first byte") {
        p.b.gets_from("pipe 0", "x");
        const auto read = p.b.reads(p.memory, 0);
        CHECK(p.ordered(wrote, read));
        CHECK_FALSE(p.ordered(later, read));
    }
    SECTION("both") {
        p.b.gets_from("pipe 0", "xy");
        CHECK(p.ordered(later, p.b.reads(p.memory, 0)));
    }
    SECTION("bytes that were not understood order all") {
        p.b.gets_from("pipe 0", "?");
        CHECK(p.ordered(later, p.b.reads(p.memory, 0)));
    }
    SECTION("the end of the file comes after whatever its writers did") {
        p.b.gets_from("pipe 1", "");
        CHECK(p.ordered(later, p.b.reads(p.memory, 0)));
    }
    SECTION("another pipe") {
        p.b.puts_into("pipe 1", "z");
        p.b.gets_from("pipe 1", "z");
        CHECK_FALSE(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("a socket") {
        p.a.puts_into("socket 2", "z");
        p.b.gets_from("socket 3", "z");
        CHECK(p.ordered(later, p.b.reads(p.memory, 0)));
    }
}

TEST_CASE("a signal orders who sent it before its handler") {
    Pair p;
    const auto wrote = p.a.writes(p.memory, 0);
    p.a.kills(p.b, SIGUSR1);
    SECTION("told") { p.b.is_signalled(SIGUSR1, trace::Signalled::Effect::handled, p.a.id()); }
    SECTION("the sender is not told") { p.b.is_signalled(SIGUSR1, trace::Signalled::Effect::handled); }
    CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
}

TEST_CASE("atomic variables order the writer before who reads them afterwards") {
    Pair p;
    using Kind = Accessed::Kind;
    const auto wrote = p.a.writes(p.memory, 0);
    p.a.atomically(Kind::atomic_write, p.memory, 8);
    SECTION("the same variable") {
        p.b.atomically(Kind::atomic_read, p.memory, 8);
        CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("another one") {
        p.b.atomically(Kind::atomic_update, p.memory, 12);
        CHECK_FALSE(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("a plain read of it") {
        p.b.reads(p.memory, 8);
        CHECK_FALSE(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
}

TEST_CASE("the script orders what it waits for before what it does next") {
    Story story;
    story.script("start A");
    auto a = story.actor("A");
    const int memory = a.makes_segment(0x51, 64);
    const auto wrote = a.writes(memory, 0);
    const auto ordered = [&](Actor& b) {
        const auto read = b.reads(memory, 0);
        return HappensBefore(story.ends()).before(wrote, read);
    };
    SECTION("until A has exited") {
        a.exits(0);
        story.script("until A has exited");
        story.script("start B");
        auto b = story.actor("B");
        CHECK(ordered(b));
    }
    SECTION("until A is blocked") {
        story.script("until A is blocked in msgrcv");
        story.script("start B");
        auto b = story.actor("B");
        CHECK(ordered(b));
    }
    SECTION("until somebody else is blocked") {
        story.actor("C");
        story.script("until C is blocked in msgrcv");
        story.script("start B");
        auto b = story.actor("B");
        CHECK_FALSE(ordered(b));
    }
    SECTION("starting waits for nobody, also where A happens to have ended") {
        a.exits(0);
        story.script("start B");
        auto b = story.actor("B");
        CHECK_FALSE(ordered(b));
    }
}

TEST_CASE("objects: opening what only another one can have made orders, attaching does not") {
    Pair p;
    const auto wrote = p.a.writes(p.memory, 0);
    SECTION("attaching") {
        p.b.attaches(p.memory);
        CHECK_FALSE(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("IPC_STAT of the segment comes after the attach that it shows") {
        p.a.attaches(p.memory);
        p.b.looks_at_segment(p.memory);
        CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("a get without IPC_CREAT comes after the making") {
        const int other = p.a.makes_queue(0x60);
        p.b.opens_queue(0x60, other);
        CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("a get with IPC_CREAT would have made it itself") {
        const int other = p.a.makes_segment(0x61, 8);
        p.b.opens_segment(0x61, other, IPC_CREAT | 0600);
        CHECK_FALSE(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("EIDRM comes after the removal") {
        p.a.removes_queue(p.box);
        p.b.fails_to_receive(p.box, 0, EIDRM);
        CHECK(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
    SECTION("time does not order") {
        p.b.sleeps(10s);
        CHECK_FALSE(p.ordered(wrote, p.b.reads(p.memory, 0)));
    }
}
