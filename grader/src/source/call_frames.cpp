#include "source/call_frames.h"

#include <dwarf.h>

#include <cstdlib>
#include <span>

namespace ipclab::source {
namespace {

struct Free {
    void operator()(Dwarf_Frame* frame) const { std::free(frame); } // libdw hands out memory from malloc
};
using FramePointer = std::unique_ptr<Dwarf_Frame, Free>;

FramePointer frame_in(Dwarf_CFI* table, std::uint64_t address) {
    Dwarf_Frame* frame = nullptr;
    if (!table || dwarf_cfi_addrframe(table, address, &frame) != 0) return nullptr;
    return FramePointer(frame);
}

bool read_cfa(Dwarf_Frame* frame, UnwindRule& rule) {
    Dwarf_Op* operations = nullptr;
    std::size_t count = 0;
    if (dwarf_frame_cfa(frame, &operations, &count) != 0 || count == 0) return false;
    const Dwarf_Op& first = operations[0];
    if (count == 1 && first.atom == DW_OP_bregx) {
        rule.cfa_register = static_cast<unsigned>(first.number);
        rule.cfa_offset = static_cast<std::int64_t>(first.number2);
    } else if (count == 1 && first.atom >= DW_OP_breg0 && first.atom <= DW_OP_breg31) {
        rule.cfa_register = first.atom - DW_OP_breg0;
        rule.cfa_offset = static_cast<std::int64_t>(first.number);
    } else {
        rule.cfa_expression.assign(operations, operations + count);
    }
    return true;
}

// The usual rules in a form that needs no evaluation; libdw writes all as expressions.
Recovery recovery_of(std::span<const Dwarf_Op> operations) {
    using How = Recovery::How;
    std::span<const Dwarf_Op> rest = operations;
    if (rest.size() == 1 && rest[0].atom >= DW_OP_reg0 && rest[0].atom <= DW_OP_reg31)
        return {How::in_register, rest[0].atom - DW_OP_reg0};
    if (rest.size() == 1 && rest[0].atom == DW_OP_regx) return {How::in_register, static_cast<std::int64_t>(rest[0].number)};
    const bool is_value = rest.back().atom == DW_OP_stack_value;
    if (is_value) rest = rest.first(rest.size() - 1);
    if (!rest.empty() && rest[0].atom == DW_OP_call_frame_cfa) {
        const How how = is_value ? How::cfa_plus : How::saved_at;
        if (rest.size() == 1) return {how, 0};
        if (rest.size() == 2 && rest[1].atom == DW_OP_plus_uconst) return {how, static_cast<std::int64_t>(rest[1].number)};
    }
    return {How::by_expression, 0, {operations.begin(), operations.end()}};
}

Recovery read_register(Dwarf_Frame* frame, unsigned number) {
    std::array<Dwarf_Op, 3> own{};
    Dwarf_Op* operations = nullptr;
    std::size_t count = 0;
    if (dwarf_frame_register(frame, static_cast<int>(number), own.data(), &operations, &count) != 0)
        return {Recovery::How::lost};
    if (count == 0) return {operations ? Recovery::How::lost : Recovery::How::unchanged};
    return recovery_of({operations, count});
}

} // namespace

std::optional<UnwindRule> unwind_rule(const ElfFile& file, std::uint64_t address) {
    FramePointer frame = frame_in(file.eh_frame(), address);
    if (!frame) frame = frame_in(file.debug_frame(), address);
    if (!frame) return std::nullopt;
    UnwindRule rule;
    const int return_column = dwarf_frame_info(frame.get(), nullptr, nullptr, &rule.signal);
    if (return_column != static_cast<int>(dwarf_register::return_address) || !read_cfa(frame.get(), rule))
        return std::nullopt;
    for (unsigned number = 0; number < dwarf_register::count; ++number)
        rule.registers[number] = read_register(frame.get(), number);
    return rule;
}

} // namespace ipclab::source
