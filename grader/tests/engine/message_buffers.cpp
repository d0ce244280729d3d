// What debug information adds to msgsnd and msgrcv.

#include "engine/message_buffer.h"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace ipclab;
using source::Buffer;
using source::Element;
using Kind = source::Element::Kind;

namespace {

/// struct { long type; char text[16]; }, filled by the compiler.
Buffer letter() {
    return {.room = 24,
            .elements = {{0, 8, Kind::number}, {8, 16, Kind::characters}},
            .certain = true,
            .next = std::nullopt,
            .unwritten = static_cast<unsigned char>(0xFE)};
}

sysv::MsgSnd sent(const std::string& text, const Buffer& buffer) {
    sysv::MsgSnd send;
    send.msgsz = text.size();
    send.message = sysv::Message{1, text};
    sysv::Call call{send};
    engine::note_buffer(call, buffer);
    return std::get<sysv::MsgSnd>(call);
}

std::string filler(std::size_t count) { return std::string(count, '\xfe'); }

} // namespace

TEST_CASE("the room for the text, and what the variable begins with") {
    auto buffer = letter();
    SECTION("a letter") {
        CHECK(sent("hello", buffer).buffer ==
              sysv::MessageBuffer{.text_room = 16, .type_size = 8, .text_at = 8, .unsure = std::nullopt});
    }
    SECTION("an array of characters") {
        buffer.elements = {{0, 24, Kind::characters}};
        CHECK(sent("hello", buffer).buffer ==
              sysv::MessageBuffer{.text_room = 16, .type_size = 1, .text_at = 0, .unsure = std::nullopt});
    }
    SECTION("an int and padding") {
        buffer.elements = {{0, 4, Kind::number}, {8, 16, Kind::other}};
        CHECK(sent("hello", buffer).buffer.text_at == 8U);
        CHECK(sent("hello", buffer).buffer.type_size == 4U);
    }
    SECTION("a pointer, whose own address was taken") {
        buffer.room = 8;
        buffer.elements = {{0, 8, Kind::other}};
        const auto known = sent("hello", buffer).buffer;
        CHECK(known.text_room == 0U);
        CHECK_FALSE(known.type_size);
    }
    SECTION("for msgrcv, too") {
        sysv::Call call{sysv::MsgRcv{}};
        engine::note_buffer(call, buffer);
        CHECK(std::get<sysv::MsgRcv>(call).buffer.text_room == 16U);
    }
    SECTION("for other calls, nothing") {
        sysv::Call call{sysv::MsgGet{}};
        engine::note_buffer(call, buffer);
        CHECK(std::holds_alternative<sysv::MsgGet>(call));
    }
}

TEST_CASE("where another object may have the same memory, it is not certain, unless none can be as large") {
    auto buffer = letter();
    buffer.certain = false;
    CHECK(sent("hello", buffer).buffer.unsure == true);
    buffer.next = 28;
    CHECK(sent(std::string(16, 'x'), buffer).buffer.unsure == true);
    CHECK_FALSE(sent(std::string(24, 'x'), buffer).buffer.unsure);
}

TEST_CASE("bytes that were never written") {
    auto buffer = letter();
    SECTION("behind a text") {
        const auto call = sent(std::string("hi\0", 3) + filler(13), buffer);
        CHECK(call.unwritten_at == 3U);
        CHECK(call.unwritten == 13U);
    }
    SECTION("a few may be there by chance") { CHECK_FALSE(sent("hi" + filler(3), buffer).unwritten); }
    SECTION("written, and not sent on") { CHECK_FALSE(sent("hi", buffer).unwritten); }
    SECTION("beyond the variable nothing is known") {
        CHECK_FALSE(sent(std::string(16, 'x') + filler(8), buffer).unwritten);
    }
    SECTION("padding is never written, and that is right") {
        // struct { long type; char name[2]; int number; char last; }
        buffer.elements = {{0, 8, Kind::number}, {8, 2, Kind::characters}, {12, 4, Kind::number}, {16, 1, Kind::number}};
        CHECK_FALSE(sent(std::string("x\0", 2) + filler(2) + "1234" + "x" + filler(7), buffer).unwritten);
    }
    SECTION("a number") {
        buffer.elements = {{0, 8, Kind::number}, {8, 4, Kind::number}, {12, 4, Kind::number}};
        const auto call = sent("1234" + filler(4), buffer);
        CHECK(call.unwritten_at == 4U);
        CHECK(call.unwritten == 4U);
        CHECK_FALSE(sent("1" + filler(3) + "1" + filler(3), buffer).unwritten);
    }
    SECTION("not where the compiler does not fill") {
        buffer.unwritten.reset();
        CHECK_FALSE(sent("hi" + filler(14), buffer).unwritten);
    }
    SECTION("not where it may be another object") {
        buffer.certain = false;
        CHECK_FALSE(sent("hi" + filler(14), buffer).unwritten);
    }
}
