#pragma once

/// @file
/// Evaluates DWARF expressions (DWARF 5, 2.5 and 2.6): where a register was saved, where a variable lies.

#include "source/symbols.h"

#include <elfutils/libdw.h>

namespace ipclab::source {

/// What an expression may ask for. Registers are numbered as the x86-64 psABI numbers them for DWARF.
struct Surroundings {
    std::function<std::optional<std::uint64_t>(unsigned number)> register_value;
    const Memory& memory;
    std::optional<std::uint64_t> cfa;
    std::optional<std::uint64_t> frame_base;
    std::uint64_t bias = 0; ///< added to addresses of the file to get those of the process
};

/// What an expression describes.
struct Place {
    enum class Kind : std::uint8_t { memory, value, in_register };
    Kind kind = Kind::memory;
    std::uint64_t value = 0; ///< the address, the value itself, or the register's number
};

/// Nothing where the expression is broken, asks for something unknown, or describes something in pieces. `start` lies on the
/// stack at first (the CFA, where a saved register is looked for).
std::optional<Place> evaluate(std::span<const Dwarf_Op> expression, const Surroundings& around,
                              std::optional<std::uint64_t> start = std::nullopt);

} // namespace ipclab::source
