// message-size-includes-type, message-type-not-a-long.

#include "findings.h"
#include "trace_builder.h"

#include <cerrno>
#include <cstring>

using namespace ipclab;
using namespace ipclab::analysis::test;
using analysis::Level;

namespace {

/// struct { long type; char text[16]; }
constexpr sysv::MessageBuffer letter{.text_room = 16, .type_size = 8, .text_at = 8, .unsure = {}};
/// struct { int type; char text[20]; }
constexpr sysv::MessageBuffer with_int{.text_room = 16, .type_size = 4, .text_at = 4, .unsure = {}};
/// struct { int type; int length; char text[16]; }
constexpr sysv::MessageBuffer with_two_ints{.text_room = 16, .type_size = 4, .text_at = 8, .unsure = {}};
/// char text[24]
constexpr sysv::MessageBuffer raw{.text_room = 16, .type_size = 1, .text_at = 0, .unsure = {}};

sysv::MessageBuffer unsure(sysv::MessageBuffer buffer) {
    buffer.unsure = true;
    return buffer;
}

sysv::Call send(int box, std::uint64_t size, const sysv::MessageBuffer& buffer, long type = 1) {
    sysv::MsgSnd call;
    call.msqid = box;
    call.msgsz = size;
    call.message = sysv::Message{type, std::string(size, 'x')};
    call.buffer = buffer;
    return call;
}

sysv::Call receive(int box, std::uint64_t room, const sysv::MessageBuffer& buffer, const std::string& text, long msgtyp = 0,
                   long type = 1) {
    sysv::MsgRcv call;
    call.msqid = box;
    call.msgsz = room;
    call.msgtyp = msgtyp;
    call.message = sysv::Message{type, text};
    call.buffer = buffer;
    return call;
}

/// What the kernel takes for the type where an int and a text lie there.
long int_and_text(int type, const char* text) {
    long whole = 0;
    std::memcpy(&whole, &type, sizeof type);
    std::memcpy(reinterpret_cast<char*>(&whole) + sizeof type, text, sizeof type); // NOLINT: as the kernel reads it
    return whole;
}

long as_type(const char* eight) {
    long whole = 0;
    std::memcpy(&whole, eight, sizeof whole);
    return whole;
}

struct Pair {
    Story story;
    Actor a = story.actor("A"), b = story.actor("B");
    int box = a.line(5).makes_queue(0x41);
};

} // namespace

TEST_CASE("message-size-includes-type: the whole structure is sent") {
    Pair p;
    const auto sent = p.a.line(7).makes_call(send(p.box, 24, letter), {0, 0});
    const auto finding = only(p.story.ends(), "message-size-includes-type");
    CHECK(finding.level == Level::error);
    CHECK(finding.message ==
          "A's msgsnd (A.cpp:7) is told to send 24 bytes of text, but its variable has only 16 behind the "
          "type. That is the size with the type in it: 8 bytes of whatever comes next in memory went into "
          "the message.");
    CHECK(finding.evidence == std::vector{sent});
    REQUIRE(finding.where);
    CHECK(finding.where->line == 7);
}

TEST_CASE("message-size-includes-type: room for the whole structure") {
    Pair p;
    SECTION("a short message does no harm, this time") {
        p.a.line(7).makes_call(receive(p.box, 24, letter, "hello"), {5, 0});
        CHECK_THAT(only(p.story.ends(), "message-size-includes-type").message,
                   ContainsSubstring("a longer message would destroy what comes next in memory."));
    }
    SECTION("a long one does") {
        p.a.line(7).makes_call(receive(p.box, 24, letter, std::string(20, 'x')), {20, 0});
        CHECK_THAT(only(p.story.ends(), "message-size-includes-type").message,
                   ContainsSubstring("4 bytes went over its end and destroyed what comes next in memory."));
    }
    SECTION("in a loop: told once") {
        for (int i = 0; i < 3; ++i)
            p.a.line(7).makes_call(receive(p.box, 24, letter, "hello"), {5, 0});
        p.a.line(8).makes_call(receive(p.box, 24, letter, "hello"), {5, 0});
        CHECK(of_rule(p.story.ends(), "message-size-includes-type").size() == 2);
    }
}

TEST_CASE("message-size-includes-type: only likely where the variable may share its memory") {
    Pair p;
    p.a.line(7).makes_call(send(p.box, 24, unsure(letter)), {0, 0});
    CHECK(only(p.story.ends(), "message-size-includes-type").level == Level::advice);
    SECTION("until a call in the same line is certain") {
        p.a.line(7).makes_call(send(p.box, 24, letter), {0, 0});
        CHECK(only(p.story.ends(), "message-size-includes-type").level == Level::error);
    }
}

TEST_CASE("message-size-includes-type: no finding") {
    Pair p;
    SECTION("all of the text") { p.a.makes_call(send(p.box, 16, letter), {0, 0}); }
    SECTION("with the padding behind it: sizeof the structure minus sizeof(long)") {
        p.a.makes_call(send(p.box, 8, {.text_room = 8, .type_size = 8, .text_at = 8, .unsure = {}}), {0, 0});
    }
    SECTION("nothing is known of the variable") { p.a.makes_call(send(p.box, 4000, {}), {0, 0}); }
    SECTION("the kernel refuses the size, and touches nothing") { p.a.makes_call(send(p.box, 16384, letter), {-1, EINVAL}); }
    SECTION("the queue is full, and nothing was sent") { p.a.makes_call(send(p.box, 24, letter), {-1, EAGAIN}); }
    SECTION("the size is right for the text, but the type is too small: that is the other rule's") {
        p.a.makes_call(receive(p.box, 20, with_int, "hello"), {5, 0});
    }
    CHECK(of_rule(p.story.ends(), "message-size-includes-type").empty());
}

TEST_CASE("message-type-not-a-long: an int, and the text behind it") {
    Pair p;
    SECTION("sent") {
        p.a.line(7).makes_call(send(p.box, 8, with_int, int_and_text(1, "sami")), {0, 0});
        const auto finding = only(p.story.ends(), "message-type-not-a-long");
        CHECK(finding.level == Level::error);
        CHECK(finding.message == "A's msgsnd (A.cpp:7) was given a variable whose type has 4 bytes, where a long has 8: the "
                                 "kernel took the first 4 bytes of the text for the rest of the type, which is "
                                 "7596835292993028097 now instead of 1.");
    }
    SECTION("refused, since the text makes the number negative") {
        p.a.line(7).makes_call(send(p.box, 8, with_int, int_and_text(1, "\xc3\xa4\xc3\xa4")), {-1, EINVAL});
        CHECK(only(p.story.ends(), "message-type-not-a-long").level == Level::error);
    }
    SECTION("a text that begins with zeros") {
        p.a.line(7).makes_call(send(p.box, 8, with_int, 1), {0, 0});
        CHECK(only(p.story.ends(), "message-type-not-a-long").level == Level::advice);
    }
    SECTION("received") {
        p.a.line(7).makes_call(receive(p.box, 16, with_int, "hello"), {5, 0});
        const auto finding = only(p.story.ends(), "message-type-not-a-long");
        CHECK(finding.level == Level::error);
        CHECK_THAT(finding.message,
                   ContainsSubstring("the kernel wrote the type over the first 4 bytes of the text member"));
    }
    SECTION("where the variable may share its memory, it is only likely") {
        p.a.line(7).makes_call(send(p.box, 8, unsure(with_int), int_and_text(1, "sami")), {0, 0});
        CHECK(only(p.story.ends(), "message-type-not-a-long").level == Level::advice);
    }
}

TEST_CASE("message-type-not-a-long: two ints") {
    Pair p;
    const long both = (5L << 32) + 1;
    p.a.line(7).makes_call(send(p.box, 16, with_two_ints, both), {0, 0});
    SECTION("somebody waits for the first of them") {
        p.b.line(9).waits_for_message(p.box, 1);
        const auto finding = only(p.story.deadlocks(), "message-type-not-a-long");
        CHECK(finding.level == Level::error);
        CHECK_THAT(finding.message,
                   ContainsSubstring("the type is 21474836481 instead of 1; B waits for that one for ever."));
        CHECK(finding.evidence.size() == 2);
    }
    SECTION("who takes any type gets it, and a type may be made of two numbers on purpose") {
        p.b.line(9).makes_call(receive(p.box, 16, with_two_ints, std::string(16, 'x'), 0, both), {16, 0});
        CHECK(only(p.story.ends(), "message-type-not-a-long").level == Level::advice);
    }
}

TEST_CASE("message-type-not-a-long: a text without any type") {
    Pair p;
    const auto hello = as_type("hello wo");
    p.a.line(7).makes_call(send(p.box, 8, raw, hello), {0, 0});
    SECTION("somebody waits for type 1") {
        p.b.line(9).waits_for_message(p.box, 1);
        const auto finding = only(p.story.deadlocks(), "message-type-not-a-long");
        CHECK(finding.level == Level::error);
        CHECK_THAT(finding.message, ContainsSubstring("the kernel took its first 8 bytes, \"hello wo\", for the type"));
        CHECK_THAT(finding.message, ContainsSubstring("B waits for a message of type 1 for ever."));
    }
    SECTION("who takes any type gets it") {
        p.b.line(9).makes_call(receive(p.box, 16, raw, "rld", 0, hello), {3, 0});
        CHECK(only(p.story.ends(), "message-type-not-a-long").level == Level::advice);
    }
    SECTION("eight letters as a type, which somebody asks for: that is meant") {
        p.b.line(9).makes_call(receive(p.box, 16, raw, "rld", hello, hello), {3, 0});
        CHECK(of_rule(p.story.ends(), "message-type-not-a-long").empty());
    }
}

TEST_CASE("message-type-not-a-long: without debug information it can only be guessed") {
    Pair p;
    SECTION("four letters above a small number") {
        p.a.line(7).makes_call(send(p.box, 8, {}, int_and_text(1, "sami")), {0, 0});
        const auto finding = only(p.story.ends(), "message-type-not-a-long");
        CHECK(finding.level == Level::advice);
        CHECK_THAT(finding.message, ContainsSubstring("the upper half of that number is the text \"sami\""));
    }
    SECTION("eight letters") {
        p.a.line(7).makes_call(send(p.box, 8, {}, as_type("hello wo")), {0, 0});
        p.b.line(9).waits_for_message(p.box, 1);
        CHECK(only(p.story.deadlocks(), "message-type-not-a-long").level == Level::advice);
    }
}

TEST_CASE("message-type-not-a-long: no finding") {
    Pair p;
    SECTION("a long") { p.a.makes_call(send(p.box, 16, letter, 3), {0, 0}); }
    SECTION("a long of which all bits are used") { p.a.makes_call(send(p.box, 16, letter, as_type("printers")), {0, 0}); }
    SECTION("any number, where nothing is known") { p.a.makes_call(send(p.box, 16, {}, 0x7f00000000000001), {0, 0}); }
    SECTION("a packet of bytes with a type at its beginning") { p.a.makes_call(send(p.box, 8, raw, 4711), {0, 0}); }
    SECTION("an int and padding that is 0") { p.a.makes_call(send(p.box, 16, with_two_ints, 7), {0, 0}); }
    SECTION("a message that was not received") {
        auto call = std::get<sysv::MsgRcv>(receive(p.box, 16, with_int, ""));
        call.message.reset();
        p.a.makes_call(call, {-1, ENOMSG});
    }
    CHECK(of_rule(p.story.ends(), "message-type-not-a-long").empty());
}
