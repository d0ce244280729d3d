#include "stopped.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>

using namespace ipclab::source;
using namespace ipclab::source::test;

namespace {

// What is known of the address that the process passes to msgsnd, plus `beyond`.
std::optional<Variable> argument(Symbols& symbols, const Stopped& stopped, std::uint64_t beyond = 0) {
    const auto frames = symbols.unwind(stopped.registers, stopped.mappings, stopped.memory());
    return symbols.variable_at(stopped.second + beyond, frames, stopped.mappings, stopped.memory());
}

const Stopped& call(const std::vector<Stopped>& pictures, int number) {
    for (const Stopped& stopped : pictures)
        if (stopped.first == -number) return stopped;
    FAIL("the program did not make call " << number);
    return pictures.front();
}

} // namespace

TEST_CASE("variables of a C++ program are found by address") {
    const std::string name = GENERATE(from_range(samples("letters-")));
    CAPTURE(name);
    const auto pictures = run_to_its_calls(sample_path(name));
    Symbols symbols;

    SECTION("a message on the stack, passed by reference from the outer function") {
        const auto whole = argument(symbols, call(pictures, 2));
        REQUIRE(whole);
        CHECK(whole->name == "letter");
        CHECK(whole->type == "Letter");
        CHECK(whole->size == 112);
        CHECK(whole->offset == 0);
        CHECK(whole->room() == 112);
        const auto text = argument(symbols, call(pictures, 2), sizeof(long));
        REQUIRE(text);
        CHECK(text->name == "letter.mtext");
        CHECK(text->type == "char[100]");
        CHECK(text->size == 112);
        CHECK(text->member_size == 100);
        CHECK(text->member_offset == 0);
        CHECK(text->offset == 8);
    }
    SECTION("in a class on the stack") {
        const auto text = argument(symbols, call(pictures, 1), sizeof(long));
        REQUIRE(text);
        CHECK(text->name == "box.letter_.mtext");
    }
    SECTION("in a nested block") {
        const auto text = argument(symbols, call(pictures, 5));
        REQUIRE(text);
        CHECK(text->name == "inner.mtext");
        CHECK(text->member_size == 100);
    }
    SECTION("static in a function") {
        const auto text = argument(symbols, call(pictures, 6), sizeof(long) + 3);
        REQUIRE(text);
        CHECK(text->name == "letter.mtext");
        CHECK(text->size == 112);
        CHECK(text->member_offset == 3);
        CHECK(text->member_room() == 97);
    }
    SECTION("an element of a static array") {
        const auto text = argument(symbols, call(pictures, 7));
        REQUIRE(text);
        CHECK(text->name == "drafts[2].mtext");
        CHECK(text->size == 3 * 112);
        CHECK(text->offset == 2 * 112 + 8 + 10);
        CHECK(text->member_size == 100);
        CHECK(text->member_room() == 90);
    }
    SECTION("a global one with a base class") {
        const auto part = argument(symbols, call(pictures, 3));
        REQUIRE(part);
        CHECK(part->name == "parcel.to");
        CHECK(part->type == "Place");
        const auto member = argument(symbols, call(pictures, 3), sizeof(int));
        REQUIRE(member);
        CHECK(member->name == "parcel.to.house");
    }
    SECTION("captured by a lambda") {
        const auto letter = argument(symbols, call(pictures, 11));
        REQUIRE(letter);
        CHECK(letter->name == "letter");
    }
    SECTION("no variable") {
        const Stopped& stopped = call(pictures, 1);
        const auto frames = symbols.unwind(stopped.registers, stopped.mappings, stopped.memory());
        CHECK_FALSE(symbols.variable_at(8, frames, stopped.mappings, stopped.memory()));
        CHECK_FALSE(symbols.variable_at(stopped.registers.ip, frames, stopped.mappings, stopped.memory()));
    }
}

TEST_CASE("variables of a C program are found by address") {
    const std::string name = GENERATE(from_range(samples("notes-")));
    CAPTURE(name);
    const auto pictures = run_to_its_calls(sample_path(name));
    Symbols symbols;

    SECTION("types are written as in C") {
        const auto own = argument(symbols, call(pictures, 1));
        REQUIRE(own);
        CHECK(own->name == "own");
        CHECK(own->type == "struct letter");
    }
    SECTION("a nameless struct goes by its typedef, and unions and arrays are looked into") {
        const Stopped& stopped = call(pictures, 2);
        const auto text = argument(symbols, stopped);
        REQUIRE(text);
        CHECK(text->name == "own.copies[1].mtext");
        CHECK(text->size == 8 + 64 + 2 * 112);
        const std::uint64_t back = text->offset;
        const auto note = argument(symbols, stopped, 0 - back);
        REQUIRE(note);
        CHECK(note->type == "note");
        const auto body = argument(symbols, stopped, 8 - back);
        REQUIRE(body);
        CHECK(body->name == "own.body");
        const auto inside = argument(symbols, stopped, 9 - back);
        REQUIRE(inside);
        CHECK(inside->name == "own.body.text");
    }
    SECTION("a pointer, whose address was passed instead of what it points to") {
        const auto pointer = argument(symbols, call(pictures, 3));
        REQUIRE(pointer);
        CHECK(pointer->name == "where");
        CHECK(pointer->type == "struct letter*");
        CHECK(pointer->size == 8);
        const auto beyond = argument(symbols, call(pictures, 3), sizeof(void*));
        CHECK((!beyond || beyond->name != "where"));
    }
    SECTION("a parameter") {
        const auto text = argument(symbols, call(pictures, 4), sizeof(long));
        REQUIRE(text);
        CHECK(text->name == "letter.mtext");
    }
}
