#include "stopped.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>

using namespace ipclab::source;
using namespace ipclab::source::test;

namespace {

using Kind = Element::Kind;

// What the process that is stopped at its call `number` hands over there.
std::optional<Buffer> handed_over(Symbols& symbols, const std::vector<Stopped>& pictures, int number,
                                  const std::string& program) {
    for (const Stopped& stopped : pictures)
        if (stopped.first == -number)
            return symbols.buffer_at(stopped.second, stopped.registers, stopped.mappings, stopped.memory(), program);
    FAIL("the program did not make call " << number);
    return std::nullopt;
}

} // namespace

TEST_CASE("what a program hands to a call is known down to its numbers and texts") {
    const std::string name = GENERATE(from_range(samples("buffers-")));
    CAPTURE(name);
    const std::string program = sample_path(name);
    const auto pictures = run_to_its_calls(program);
    Symbols symbols;
    const auto at = [&](int number) { return handed_over(symbols, pictures, number, program); };

    SECTION("on the stack, from an outer function") {
        const auto own = at(1);
        REQUIRE(own);
        CHECK(own->room == 112); // with the padding
        CHECK(own->elements == std::vector<Element>{{0, 8, Kind::number}, {8, 100, Kind::characters}});
        CHECK((!own->next || *own->next >= 112));
    }
    SECTION("from the middle on") {
        const auto text = at(10);
        REQUIRE(text);
        CHECK(text->room == 112 - 98);
        CHECK(text->elements == std::vector<Element>{{0, 10, Kind::characters}});
    }
    SECTION("static variables are certain") {
        const auto draft = at(3);
        REQUIRE(draft);
        CHECK(draft->certain);
        CHECK(draft->room == 2 * 112);
        CHECK(draft->elements.size() == 4);
        CHECK_FALSE(draft->unwritten);
        const auto rest = at(4);
        REQUIRE(rest);
        CHECK(rest->room == 60);
        CHECK(rest->elements == std::vector<Element>{{0, 60, Kind::characters}});
    }
    SECTION("a union is one thing, of which nothing is known but its size") {
        const auto either = at(5);
        REQUIRE(either);
        CHECK(either->room == 200);
        CHECK(either->elements == std::vector<Element>{{0, 200, Kind::other}});
    }
    SECTION("numbers, other things, and what lies between them") {
        CHECK(at(6)->elements == std::vector<Element>{{0, 4, Kind::number}, {4, 100, Kind::characters}});
        CHECK(at(7)->elements ==
              std::vector<Element>{
                  {0, 4, Kind::number}, {4, 4, Kind::number}, {8, 8, Kind::other}, {16, 16, Kind::characters}});
        CHECK(at(8)->elements ==
              std::vector<Element>{
                  {0, 8, Kind::number}, {8, 1, Kind::number}, {12, 4, Kind::number}, {16, 3, Kind::characters}});
    }
    SECTION("what may be larger than its type, or is not understood, is not known") {
        CHECK_FALSE(at(2));
        CHECK_FALSE(at(9));
    }
    SECTION("a nameless object is never taken for a smaller variable with the same place") {
        for (const int number : {20, 22}) {
            const auto letter = at(number);
            const bool none_smaller = !letter || letter->room >= 112;
            CHECK((none_smaller || (!letter->certain && (!letter->next || *letter->next >= 112))));
        }
    }
    SECTION("what was known once is known again") {
        const auto first = at(1), again = at(1);
        REQUIRE((first && again));
        CHECK(first->elements == again->elements);
    }
}

TEST_CASE("variables that the compiler fills are certain, and what was never written can be told") {
    for (const std::string& name : samples("buffers-")) {
        CAPTURE(name);
        const bool filled = name.find("-filled") != std::string::npos;
        const std::string program = sample_path(name);
        const auto pictures = run_to_its_calls(program);
        Symbols symbols;
        for (const int number : {1, 21, 23}) {
            const auto buffer = handed_over(symbols, pictures, number, program);
            if (!filled && !buffer) continue; // optimised away
            REQUIRE(buffer);
            CHECK(buffer->certain == filled);
            CHECK(buffer->unwritten == (filled ? std::optional<unsigned char>{0xFE} : std::nullopt));
        }
    }
}

TEST_CASE("an address of nothing that the program has declared is not known") {
    for (const std::string& name : samples("buffers-")) {
        CAPTURE(name);
        const std::string program = sample_path(name);
        const auto pictures = run_to_its_calls(program);
        Symbols symbols;
        const Stopped& stopped = pictures.front();
        for (const std::uint64_t address : {std::uint64_t{0}, std::uint64_t{8}, stopped.registers.ip, stopped.registers.sp})
            CHECK_FALSE(symbols.buffer_at(address, stopped.registers, stopped.mappings, stopped.memory(), program));
        CHECK_FALSE(symbols.buffer_at(stopped.second, stopped.registers, stopped.mappings, stopped.memory(), "/bin/other"));
    }
}
