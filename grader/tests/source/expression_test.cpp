#include "source/expression.h"

#include <catch2/catch_test_macros.hpp>
#include <dwarf.h>

#include <cstring>

using namespace ipclab::source;

namespace {

const Memory no_memory = [](std::uint64_t, void*, std::size_t) { return false; };

Surroundings around(const Memory& memory = no_memory) {
    return {.register_value = [](unsigned number) { return std::optional<std::uint64_t>(1000 + number); },
            .memory = memory,
            .cfa = 2000,
            .frame_base = 3000,
            .bias = 0x10000};
}

Dwarf_Op op(std::uint8_t atom, std::uint64_t number = 0, std::uint64_t number2 = 0) { return {atom, number, number2, 0}; }

std::optional<Place> value(std::vector<Dwarf_Op> expression) { return evaluate(expression, around()); }

} // namespace

TEST_CASE("an expression names a place in memory, a register or a value") {
    const auto local = value({op(DW_OP_fbreg, static_cast<std::uint64_t>(-20))});
    REQUIRE(local);
    CHECK(local->kind == Place::Kind::memory);
    CHECK(local->value == 2980);
    CHECK(value({op(DW_OP_addr, 0x42)})->value == 0x10042);
    CHECK(value({op(DW_OP_breg7, 8)})->value == 1015);
    CHECK(value({op(DW_OP_call_frame_cfa), op(DW_OP_lit8), op(DW_OP_minus)})->value == 1992);
    const auto in_register = value({op(DW_OP_reg6)});
    REQUIRE(in_register);
    CHECK(in_register->kind == Place::Kind::in_register);
    CHECK(in_register->value == 6);
    CHECK(value({op(DW_OP_lit3), op(DW_OP_stack_value)})->kind == Place::Kind::value);
}

TEST_CASE("memory is read where the expression asks for it") {
    const Memory memory = [](std::uint64_t address, void* to, std::size_t size) {
        const std::uint64_t content = address + 1;
        std::memcpy(to, &content, size);
        return true;
    };
    const std::vector<Dwarf_Op> expression{op(DW_OP_fbreg, 4), op(DW_OP_deref)};
    CHECK(evaluate(expression, around(memory))->value == 3005);
    CHECK_FALSE(evaluate(expression, around(no_memory)));
}

TEST_CASE("a broken expression gives nothing") {
    CHECK_FALSE(value({}));
    CHECK_FALSE(value({op(DW_OP_plus)}));
    CHECK_FALSE(value({op(DW_OP_lit1), op(DW_OP_pick, 7)}));
    CHECK_FALSE(value({op(DW_OP_reg6), op(DW_OP_lit1)}));
    CHECK_FALSE(value({op(DW_OP_piece, 4)}));
    CHECK_FALSE(value({op(DW_OP_deref_size, 9)}));
    CHECK_FALSE(value({op(0xff)}));
    CHECK_FALSE(value(std::vector<Dwarf_Op>(1000, op(DW_OP_lit1))));
}
