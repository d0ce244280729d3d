#pragma once

/// @file
/// One frame's registers, and the step to the frame that called it.

#include "source/call_frames.h"
#include "source/symbols.h"

namespace ipclab::source {

/// Memory of the process, read in blocks, because asking the kernel costs the same for eight bytes as for a thousand.
class BlockReader {
public:
    explicit BlockReader(const Memory& memory) : memory_(memory) {}
    std::optional<std::uint64_t> word_at(std::uint64_t address);

private:
    static constexpr std::uint64_t block_size = 1024; // divides a page, so a block is readable as a whole or not at all

    const Memory& memory_;
    std::uint64_t start_ = 1; // no block starts there: none was read yet
    std::array<std::byte, block_size> block_;
};

/// The registers as they are (or will be again) in one frame. A saved one is only read when it is needed.
class FrameRegisters {
public:
    explicit FrameRegisters(const Registers& registers);

    [[nodiscard]] std::optional<std::uint64_t> value(unsigned number, BlockReader& memory) const;
    [[nodiscard]] std::optional<std::uint64_t> cfa(const UnwindRule& rule, BlockReader& memory) const;
    /// The caller's registers; their instruction pointer (return_address) is the return address.
    [[nodiscard]] FrameRegisters caller(const UnwindRule& rule, std::uint64_t cfa, BlockReader& memory) const;
    /// All that are known; 0 for the others.
    [[nodiscard]] Registers all(BlockReader& memory) const;

private:
    struct Slot {
        enum class Kind : std::uint8_t { unknown, value, memory };
        Kind kind = Kind::unknown;
        std::uint64_t number = 0;
    };

    FrameRegisters() = default;
    [[nodiscard]] Slot recover(const Recovery& how, unsigned number, std::uint64_t cfa, BlockReader& memory) const;

    std::array<Slot, dwarf_register::count> slots_{};
};

} // namespace ipclab::source
