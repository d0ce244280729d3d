#pragma once

/// @file
/// What an instruction does to memory: decoded with Zydis from its bytes and the registers before it.

#include "engine/arch/processor.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ipclab::engine {

/// Bytes that an instruction reads or writes, or both.
struct MemoryUse {
    std::uint64_t address = 0, size = 0;
    bool reads = false, writes = false;
};

struct Instruction {
    std::vector<MemoryUse> uses;
    bool atomic = false;      ///< locked: nobody comes between its reading and its writing
    bool conditional = false; ///< an exchange that writes only where it finds what it expects
    bool compares = false;    ///< a vector is loaded to look for something in it: how much of it counts is not known
};

/// After a conditional exchange: it has found that. Before, it means nothing.
inline bool has_exchanged(const Registers& registers) {
    constexpr std::uint64_t zero_flag = 1U << 6;
    return (registers.flags() & zero_flag) != 0;
}

/// The bytes of the longest instruction, and of some that come after it.
inline constexpr std::size_t instruction_bytes = 64;

/// `code` begins with the instruction that is to be executed. Nothing where it is none, or touches no memory.
std::optional<Instruction> decode_instruction(std::span<const std::byte> code, const Registers& registers, pid_t tid);

} // namespace ipclab::engine
