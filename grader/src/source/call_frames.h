#pragma once

/// @file
/// How to get from a frame to its caller's, read from .eh_frame or .debug_frame (DWARF 5, 6.4).

#include "source/elf_file.h"

#include <array>
#include <cstddef>

namespace ipclab::source {

/// DWARF numbers of the registers that unwinding uses (System V psABI for x86-64, figure 3.36).
namespace dwarf_register {
inline constexpr unsigned bx = 3, bp = 6, sp = 7, r12 = 12, r13 = 13, r14 = 14, r15 = 15, return_address = 16, count = 17;
}

/// Where the caller's value of a register is.
struct Recovery {
    enum class How : std::uint8_t {
        unchanged,     ///< still in the register
        lost,          ///< not kept
        saved_at,      ///< in memory at CFA + `offset`
        cfa_plus,      ///< it is CFA + `offset`
        in_register,   ///< in another register, number `offset`
        by_expression, ///< `expression` tells
    };
    How how = How::unchanged;
    std::int64_t offset = 0;
    std::vector<Dwarf_Op> expression{};
};

/// The rules for one address: the canonical frame address, and where the registers are.
struct UnwindRule {
    /// The CFA is register + offset, or, where `cfa_expression` is not empty, what that gives.
    unsigned cfa_register = dwarf_register::sp;
    std::int64_t cfa_offset = 0;
    std::vector<Dwarf_Op> cfa_expression;
    std::array<Recovery, dwarf_register::count> registers;
    /// The kernel made this frame to call a signal handler: its caller was interrupted anywhere, it made no call.
    bool signal = false;
};

/// The rule for the instruction at `address` (the file's own); nothing where the tables do not cover it.
std::optional<UnwindRule> unwind_rule(const ElfFile& file, std::uint64_t address);

} // namespace ipclab::source
