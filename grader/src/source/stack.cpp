#include "source/stack.h"

#include "source/expression.h"

#include <cstring>

namespace ipclab::source {

std::optional<std::uint64_t> BlockReader::word_at(std::uint64_t address) {
    const std::uint64_t start = address - address % block_size;
    std::uint64_t word = 0;
    if (address - start > block_size - sizeof word) { // runs over into the next block: broken code only
        return memory_(address, &word, sizeof word) ? std::optional(word) : std::nullopt;
    }
    if (start != start_) {
        start_ = 1;
        if (!memory_(start, block_.data(), block_.size()))
            return memory_(address, &word, sizeof word) ? std::optional(word) : std::nullopt;
        start_ = start;
    }
    std::memcpy(&word, block_.data() + (address - start), sizeof word);
    return word;
}

FrameRegisters::FrameRegisters(const Registers& registers) {
    using namespace dwarf_register;
    const auto set = [this](unsigned number, std::uint64_t value) { slots_[number] = {Slot::Kind::value, value}; };
    set(return_address, registers.ip);
    set(sp, registers.sp);
    set(bp, registers.bp);
    set(bx, registers.bx);
    set(r12, registers.r12);
    set(r13, registers.r13);
    set(r14, registers.r14);
    set(r15, registers.r15);
}

std::optional<std::uint64_t> FrameRegisters::value(unsigned number, BlockReader& memory) const {
    if (number >= slots_.size()) return std::nullopt;
    const Slot& slot = slots_[number];
    switch (slot.kind) {
    case Slot::Kind::value: return slot.number;
    case Slot::Kind::memory: return memory.word_at(slot.number);
    case Slot::Kind::unknown: break;
    }
    return std::nullopt;
}

namespace {

// Expressions in unwind tables are rare (signal frames, the PLT), so what they need is put together only for them.
std::optional<Place> evaluate_rule(std::span<const Dwarf_Op> expression, const FrameRegisters& registers,
                                   BlockReader& memory, std::optional<std::uint64_t> cfa) {
    const Memory words = [&memory](std::uint64_t address, void* to, std::size_t size) {
        const auto word = memory.word_at(address);
        if (!word || size > sizeof *word) return false;
        std::memcpy(to, &*word, size);
        return true;
    };
    const Surroundings around{
        .register_value = [&](unsigned number) { return registers.value(number, memory); },
        .memory = words,
        .cfa = cfa,
        .frame_base = std::nullopt,
    };
    return evaluate(expression, around, cfa);
}

} // namespace

std::optional<std::uint64_t> FrameRegisters::cfa(const UnwindRule& rule, BlockReader& memory) const {
    if (rule.cfa_expression.empty()) {
        const auto base = value(rule.cfa_register, memory);
        return base ? std::optional(*base + static_cast<std::uint64_t>(rule.cfa_offset)) : std::nullopt;
    }
    const auto place = evaluate_rule(rule.cfa_expression, *this, memory, std::nullopt);
    return place && place->kind != Place::Kind::in_register ? std::optional(place->value) : std::nullopt;
}

FrameRegisters::Slot FrameRegisters::recover(const Recovery& recovery, unsigned number, std::uint64_t cfa,
                                             BlockReader& memory) const {
    const std::uint64_t beside_cfa = cfa + static_cast<std::uint64_t>(recovery.offset);
    switch (recovery.how) {
    case Recovery::How::unchanged: return slots_[number];
    case Recovery::How::lost: return {};
    case Recovery::How::saved_at: return {Slot::Kind::memory, beside_cfa};
    case Recovery::How::cfa_plus: return {Slot::Kind::value, beside_cfa};
    case Recovery::How::in_register: {
        const auto other = static_cast<std::size_t>(recovery.offset);
        return other < slots_.size() ? slots_[other] : Slot{};
    }
    case Recovery::How::by_expression: break;
    }
    const auto place = evaluate_rule(recovery.expression, *this, memory, cfa);
    if (!place || place->kind == Place::Kind::in_register) return {};
    return {place->kind == Place::Kind::memory ? Slot::Kind::memory : Slot::Kind::value, place->value};
}

FrameRegisters FrameRegisters::caller(const UnwindRule& rule, std::uint64_t cfa, BlockReader& memory) const {
    FrameRegisters outer;
    for (unsigned number = 0; number < dwarf_register::count; ++number)
        outer.slots_[number] = recover(rule.registers[number], number, cfa, memory);
    // The return address is pushed by the call: it is never "unchanged" but in a frame that nothing called.
    if (rule.registers[dwarf_register::return_address].how == Recovery::How::unchanged)
        outer.slots_[dwarf_register::return_address] = {};
    return outer;
}

Registers FrameRegisters::all(BlockReader& memory) const {
    using namespace dwarf_register;
    const auto get = [&](unsigned number) { return value(number, memory).value_or(0); };
    return {.ip = get(return_address),
            .sp = get(sp),
            .bp = get(bp),
            .bx = get(bx),
            .r12 = get(r12),
            .r13 = get(r13),
            .r14 = get(r14),
            .r15 = get(r15)};
}

} // namespace ipclab::source
