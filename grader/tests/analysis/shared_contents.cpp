// What is put into shared memory, and where: out-of-segment, missing-terminator, pointer-in-shared-data; and who can find it:
// private-object-not-shared, sleep-as-synchronisation.

#include "findings.h"
#include "trace_builder.h"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <sys/ipc.h>

using namespace ipclab;
using namespace ipclab::analysis::test;
using analysis::Level;
using trace::Accessed;
using namespace std::chrono_literals;

namespace {

struct Pair {
    Story story;
    Actor a = story.actor("A"), b = story.actor("B");
    int memory = a.line(5).makes_segment(0x41, 100);
    Pair() {
        a.attaches(memory);
        b.attaches(memory);
    }
};

/// An access of a process that has the segment somewhere else than its maker.
Accessed elsewhere(int segment, Accessed::Kind kind, std::uint64_t offset, std::uint64_t size, std::uint64_t base) {
    Accessed access;
    access.segment = {sysv::Kind::segment, segment};
    access.kind = kind;
    access.offset = offset;
    access.size = size;
    access.address = base + offset;
    return access;
}

std::string bytes_of(std::uint64_t value) {
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

constexpr std::uint64_t base_of_a = 0x7f0000000000; // as the builder attaches
constexpr std::uint64_t base_of_b = 0x600000000000;

} // namespace

TEST_CASE("out-of-segment: behind what shmget was asked for") {
    Pair p;
    SECTION("inside") {
        p.a.writes(p.memory, 96);
        CHECK(of_rule(p.story.ends(), "out-of-segment").empty());
    }
    SECTION("in the page") {
        p.a.line(9).writes(p.memory, 98, "long");
        p.a.line(9).writes(p.memory, 98, "long");
        const auto finding = only(p.story.ends(), "out-of-segment");
        CHECK(finding.level == Level::error);
        CHECK_THAT(finding.message,
                   ContainsSubstring("A wrote bytes 100 to 101 of M0 (A.cpp:9), but the segment was made with 100 "
                                     "bytes, so its last is byte 99: the kernel gives whole pages"));
    }
    SECTION("behind the page, which ends the process") {
        p.a.line(9).accesses(elsewhere(p.memory, Accessed::Kind::read, 4096, 0, base_of_a));
        p.a.is_killed(SIGSEGV);
        CHECK_THAT(only(p.story.ends(), "out-of-segment").message, ContainsSubstring("A used byte 4096 of M0 (A.cpp:9)"));
        CHECK(headline(p.story.ends()) == "out-of-segment");
    }
    SECTION("the C library reads in blocks") {
        p.story.watched_by(Accessed::Witness::page);
        p.a.reads(p.memory, 96, 32);
        CHECK(of_rule(p.story.ends(), "out-of-segment").empty());
    }
    SECTION("but it does not write in blocks") {
        p.story.watched_by(Accessed::Witness::page);
        p.a.writes(p.memory, 96, std::string(8, 'x'));
        CHECK(of_rule(p.story.ends(), "out-of-segment").size() == 1);
    }
}

TEST_CASE("missing-terminator: a shorter text over a longer one") {
    Pair p;
    p.a.line(8).writes(p.memory, 0, std::string("messenger\0", 10));
    SECTION("without its NUL") {
        p.a.line(9).writes(p.memory, 0, "hill");
        p.b.line(7).reads(p.memory, 0, 10);
        const auto finding = only(p.story.ends(), "missing-terminator");
        CHECK(finding.level == Level::error);
        CHECK_THAT(finding.message, ContainsSubstring("it got \"hillenger\""));
        CHECK(finding.where->line == 9);
    }
    SECTION("with it") {
        p.a.writes(p.memory, 0, std::string("hill\0", 5));
        p.b.reads(p.memory, 0, 5);
        CHECK(of_rule(p.story.ends(), "missing-terminator").empty());
    }
    SECTION("as long as was agreed") {
        p.a.writes(p.memory, 0, "hill");
        p.b.reads(p.memory, 0, 4);
        CHECK(of_rule(p.story.ends(), "missing-terminator").empty());
    }
    SECTION("a structure as a whole is read beyond its texts") {
        p.a.writes(p.memory, 0, "hill");
        p.b.reads(p.memory, 0, 64);
        CHECK(of_rule(p.story.ends(), "missing-terminator").empty());
    }
    SECTION("numbers") {
        p.a.writes(p.memory, 0, std::string("\1\2\3\4", 4));
        p.b.reads(p.memory, 0, 10);
        CHECK(of_rule(p.story.ends(), "missing-terminator").empty());
    }
    SECTION("where nobody has written yet, a 0 follows by luck") {
        p.a.line(9).writes(p.memory, 32, "hill");
        p.b.reads(p.memory, 32, 5);
        CHECK(only(p.story.ends(), "missing-terminator").level == Level::advice);
    }
}

TEST_CASE("missing-terminator: a message printed with what an earlier one has left") {
    Story story;
    auto a = story.actor("A"), b = story.actor("B");
    const int box = a.makes_queue(0x41);
    const auto receives = [&](const std::string& text) {
        a.sends(box, 1, text);
        sysv::MsgRcv call;
        call.msqid = box;
        call.msgp = 0x1000;
        call.message = sysv::Message{1, text};
        b.line(8).makes_call(call, {static_cast<std::int64_t>(text.size()), 0});
    };
    receives("messenger");
    b.prints("messenger\n");
    SECTION("found") {
        receives("hill");
        b.prints("hillenger\n");
        CHECK_THAT(only(story.ends(), "missing-terminator").message, ContainsSubstring("printed \"hillenger\""));
    }
    SECTION("printed as it came") {
        receives("hill");
        b.prints("hill\n");
        CHECK(of_rule(story.ends(), "missing-terminator").empty());
    }
    SECTION("the beginning of the earlier one, which is printed again") {
        receives("mess");
        b.prints("messenger\n");
        CHECK(of_rule(story.ends(), "missing-terminator").empty());
    }
}

TEST_CASE("pointer-in-shared-data: an address that means nothing to its reader") {
    Pair p;
    p.a.line(8).writes(p.memory, 8, bytes_of(base_of_a + 0x20));
    SECTION("who follows it is ended by a signal") {
        p.b.line(9).accesses(elsewhere(p.memory, Accessed::Kind::read, 8, 8, base_of_b));
        p.b.is_killed(SIGSEGV);
        const auto finding = only(p.story.ends(), "pointer-in-shared-data");
        CHECK(finding.level == Level::error);
        CHECK_THAT(finding.message,
                   ContainsSubstring("an address in M0 as it is attached there, and B read it (B.cpp:9) and was "
                                     "ended by a signal"));
        CHECK(headline(p.story.ends()) == "pointer-in-shared-data");
    }
    SECTION("who only reads it may know how to reckon with it") {
        p.b.accesses(elsewhere(p.memory, Accessed::Kind::read, 8, 8, base_of_b));
        CHECK(only(p.story.ends(), "pointer-in-shared-data").level == Level::advice);
    }
    SECTION("at the same address, it is right") {
        p.b.reads(p.memory, 8, 8);
        CHECK(of_rule(p.story.ends(), "pointer-in-shared-data").empty());
    }
    SECTION("written over in the meantime") {
        p.a.writes(p.memory, 12, "abcd");
        p.b.accesses(elsewhere(p.memory, Accessed::Kind::read, 8, 8, base_of_b));
        CHECK(of_rule(p.story.ends(), "pointer-in-shared-data").empty());
    }
    SECTION("a number") {
        p.a.writes(p.memory, 16, bytes_of(123456789));
        p.b.accesses(elsewhere(p.memory, Accessed::Kind::read, 16, 8, base_of_b));
        CHECK(of_rule(p.story.ends(), "pointer-in-shared-data").empty());
    }
}

TEST_CASE("private-object-not-shared: each has its own") {
    Story story;
    auto a = story.actor("A"), b = story.actor("B");
    const int mine = a.line(5).makes_queue(IPC_PRIVATE);
    SECTION("and one waits in it for ever") {
        const int yours = b.line(5).makes_queue(IPC_PRIVATE);
        a.sends(mine, 1, "hello");
        a.exits(0);
        b.line(6).waits_for_message(yours, 0);
        const auto trace = story.deadlocks();
        const auto finding = only(trace, "private-object-not-shared");
        CHECK(finding.level == Level::error);
        CHECK_THAT(finding.message, ContainsSubstring("B waits in its own for ever"));
        CHECK(headline(trace) == "private-object-not-shared");
    }
    SECTION("and nothing came of it") {
        b.makes_queue(IPC_PRIVATE);
        CHECK(only(story.ends(), "private-object-not-shared").level == Level::advice);
    }
    SECTION("no: a child uses its parent's") {
        auto child = a.forks("A/1");
        child.sends(mine, 1, "hello");
        b.makes_queue(IPC_PRIVATE);
        CHECK(of_rule(story.ends(), "private-object-not-shared").empty());
    }
    SECTION("no: objects of different kinds") {
        b.makes_semaphores(IPC_PRIVATE, 1);
        CHECK(of_rule(story.ends(), "private-object-not-shared").empty());
    }
}

TEST_CASE("sleep-as-synchronisation: in time by luck") {
    Story story;
    auto a = story.actor("A"), b = story.actor("B");
    /// B sleeps, and A does its part meanwhile.
    const auto meanwhile = [&](auto act) {
        const auto began = b.line(10).begins_to_sleep(1000ms);
        act();
        b.line(10).wakes(began, 1000ms);
    };
    SECTION("the queue was made while it slept") {
        int box = 0;
        meanwhile([&] { box = a.line(5).makes_queue(0x41); });
        b.line(11).opens_queue(0x41, box);
        const auto finding = only(story.ends(), "sleep-as-synchronisation");
        CHECK(finding.level == Level::advice);
        CHECK_THAT(finding.message,
                   ContainsSubstring("B sleeps (B.cpp:10) and then calls msgget (B.cpp:11), which only works because A's "
                                     "msgget (A.cpp:5) came while it slept"));
    }
    SECTION("the message came while it slept") {
        const int box = a.makes_queue(0x41);
        b.opens_queue(0x41, box);
        meanwhile([&] { a.sends(box, 1, "hello"); });
        b.receives(box, 1, IPC_NOWAIT);
        CHECK(of_rule(story.ends(), "sleep-as-synchronisation").size() == 1);
    }
    SECTION("it would have waited for the message anyway") {
        const int box = a.makes_queue(0x41);
        b.opens_queue(0x41, box);
        meanwhile([&] { a.sends(box, 1, "hello"); });
        b.receives(box, 1);
        CHECK(of_rule(story.ends(), "sleep-as-synchronisation").empty());
    }
    SECTION("it looks again and again") {
        int box = 0;
        b.fails_to_open_queue(0x41, ENOENT);
        meanwhile([&] { box = a.makes_queue(0x41); });
        b.opens_queue(0x41, box);
        CHECK(of_rule(story.ends(), "sleep-as-synchronisation").empty());
    }
    SECTION("memory that was written while it slept") {
        const int memory = a.makes_segment(0x41, 100);
        meanwhile([&] { a.line(7).writes(memory, 0, "hello"); });
        b.line(12).reads(memory, 0, 6);
        CHECK_THAT(
            only(story.ends(), "sleep-as-synchronisation").message,
            ContainsSubstring("reads bytes 0 to 4 of M0 (B.cpp:12), which only works because A wrote them (A.cpp:7)"));
        CHECK(headline(story.ends()) == "data-race");
    }
}
