#include "source/variables.h"

#include "source/call_frames.h"
#include "source/types.h"

#include <dwarf.h>

#include <algorithm>

namespace ipclab::source {
namespace {

using Operations = std::vector<Dwarf_Op>;

constexpr int most_nesting = 128;

// A frame's register by its DWARF number. Those that calls do not preserve are not known in outer frames.
std::optional<std::uint64_t> register_of(const Registers& registers, unsigned number) {
    using namespace dwarf_register;
    switch (number) {
    case bx: return registers.bx;
    case bp: return registers.bp;
    case sp: return registers.sp;
    case r12: return registers.r12;
    case r13: return registers.r13;
    case r14: return registers.r14;
    case r15: return registers.r15;
    default: return std::nullopt;
    }
}

// DWARF 5 keeps addresses in a table of their own and names them by index: the addresses are put in here.
std::optional<Operations> with_addresses(Dwarf_Attribute attribute, std::span<const Dwarf_Op> location) {
    Operations operations(location.begin(), location.end());
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (operations[i].atom != DW_OP_addrx && operations[i].atom != DW_OP_GNU_addr_index) continue;
        Dwarf_Attribute entry;
        Dwarf_Addr address = 0;
        if (dwarf_getlocation_attr(&attribute, &location[i], &entry) != 0 || dwarf_formaddr(&entry, &address) != 0)
            return std::nullopt;
        operations[i].atom = DW_OP_addr;
        operations[i].number = address;
    }
    return operations;
}

// The expression of `name` (DW_AT_location, DW_AT_frame_base) that holds at the instruction `code`.
std::optional<Operations> expression_at(Dwarf_Die die, unsigned name, std::uint64_t code) {
    Dwarf_Attribute attribute;
    Dwarf_Op* operations = nullptr;
    std::size_t count = 0;
    if (!dwarf_attr(&die, name, &attribute)) return std::nullopt;
    if (dwarf_getlocation_addr(&attribute, code, &operations, &count, 1) != 1 || count == 0) return std::nullopt;
    return with_addresses(attribute, {operations, count});
}

// Where the variable starts, if it lies in memory.
std::optional<std::uint64_t> storage_of(Dwarf_Die variable, std::uint64_t code, const Surroundings& around) {
    const auto location = expression_at(variable, DW_AT_location, code);
    const auto place = location ? evaluate(*location, around) : std::nullopt;
    return place && place->kind == Place::Kind::memory ? std::optional(place->value) : std::nullopt;
}

std::optional<std::uint64_t> frame_base(Dwarf_Die function, std::uint64_t code, const Surroundings& around) {
    const auto expression = expression_at(function, DW_AT_frame_base, code);
    const auto place = expression ? evaluate(*expression, around) : std::nullopt;
    if (!place) return std::nullopt;
    // A register as frame base stands for its value, as if it had been a breg (DWARF 5, 3.3.5).
    return place->kind == Place::Kind::in_register ? around.register_value(static_cast<unsigned>(place->value))
                                                   : std::optional(place->value);
}

bool is_variable(int tag) { return tag == DW_TAG_variable || tag == DW_TAG_formal_parameter; }

// A block without addresses of its own is looked into as well: it says nothing about where it holds.
bool in_scope(Dwarf_Die block, std::uint64_t code) {
    const int tag = dwarf_tag(&block);
    if (tag != DW_TAG_lexical_block && tag != DW_TAG_inlined_subroutine) return false;
    return dwarf_haspc(&block, code) == 1 || ranges_of(block).empty();
}

std::optional<FoundVariable> find_in(Dwarf_Die scope, std::uint64_t address, std::uint64_t code, const Surroundings& around,
                                     int depth) {
    if (depth > most_nesting) return std::nullopt;
    const std::vector<Dwarf_Die> children = children_of(scope);
    // Inner blocks first: optimised code gives the same storage to variables one after the other.
    for (Dwarf_Die child : children) {
        if (!in_scope(child, code)) continue;
        if (auto found = find_in(child, address, code, around, depth + 1)) return found;
    }
    for (Dwarf_Die child : children) {
        if (!is_variable(dwarf_tag(&child))) continue;
        const auto start = storage_of(child, code, around);
        const auto type = start && *start <= address ? type_of(child) : std::nullopt;
        const auto size = type ? size_of(*type) : std::nullopt;
        if (size && address - *start < *size) return FoundVariable{child, address - *start};
    }
    return std::nullopt;
}

template <class Visit>
void each_local(Dwarf_Die scope, int depth, const Visit& visit) {
    if (depth > most_nesting) return;
    for (Dwarf_Die child : children_of(scope)) {
        const int tag = dwarf_tag(&child);
        if (is_variable(tag)) visit(child);
        if (tag == DW_TAG_lexical_block || tag == DW_TAG_inlined_subroutine) each_local(child, depth + 1, visit);
    }
}

} // namespace

Surroundings surroundings_of(const Frame& frame, std::uint64_t bias, const Memory& memory) {
    return {
        .register_value = [&frame](unsigned number) { return register_of(frame.registers, number); },
        .memory = memory,
        .cfa = frame.cfa != 0 ? std::optional(frame.cfa) : std::nullopt,
        .frame_base = std::nullopt,
        .bias = bias,
    };
}

std::optional<FoundVariable> StaticVariables::at(std::uint64_t address, Units& units) {
    read(units);
    auto after = std::ranges::upper_bound(entries_, address, {}, [](const Entry& entry) { return entry.storage.low; });
    if (after == entries_.begin() || !(--after)->storage.contains(address)) return std::nullopt;
    return FoundVariable{after->die, address - after->storage.low};
}

void StaticVariables::read(Units& units) {
    if (was_read_) return;
    was_read_ = true;
    const Memory nothing = [](std::uint64_t, void*, std::size_t) { return false; };
    const Surroundings around{.register_value = [](unsigned) { return std::nullopt; },
                              .memory = nothing,
                              .cfa = std::nullopt,
                              .frame_base = std::nullopt};
    for (Unit& unit : units.all()) {
        for (const Dwarf_Die variable : unit.variables()) {
            const auto start = storage_of(variable, 0, around);
            const auto type = start ? type_of(variable) : std::nullopt;
            const auto size = type ? size_of(*type) : std::nullopt;
            if (size && *size > 0) entries_.push_back({{*start, *start + *size}, variable});
        }
    }
    std::ranges::sort(entries_, {}, [](const Entry& entry) { return entry.storage.low; });
}

std::optional<FoundVariable> local_variable_at(std::uint64_t address, Dwarf_Die function, std::uint64_t code,
                                               const Surroundings& around) {
    Surroundings inside = around;
    inside.frame_base = frame_base(function, code, around);
    return find_in(function, address, code, inside, 0);
}

std::optional<std::uint64_t> next_local_after(std::uint64_t address, std::uint64_t room, Dwarf_Die function,
                                              std::uint64_t code, const Surroundings& around) {
    Surroundings inside = around;
    inside.frame_base = frame_base(function, code, around);
    std::optional<std::uint64_t> nearest;
    each_local(function, 0, [&](Dwarf_Die variable) {
        const auto start = storage_of(variable, code, inside);
        if (!start || *start < address + room) return;
        if (!nearest || *start - address < *nearest) nearest = *start - address;
    });
    return nearest;
}

bool is_inlined(Dwarf_Die function, std::uint64_t code) {
    return std::ranges::any_of(children_of(function), [&](Dwarf_Die child) {
        if (!in_scope(child, code)) return false;
        return dwarf_tag(&child) == DW_TAG_inlined_subroutine || is_inlined(child, code);
    });
}

Variable describe(const FoundVariable& found, Units& units) {
    Dwarf_Die die = found.die;
    const char* const name = dwarf_diename(&die);
    Variable variable{.name = name ? name : "", .type = "", .offset = found.offset};
    if (const auto type = type_of(die)) {
        const Part part = part_at(*type, found.offset);
        variable.name += part.path;
        variable.type = type_name(part.type, units);
        variable.size = size_of(*type).value_or(0);
        variable.member_size = part.size;
        variable.member_offset = part.offset;
    }
    return variable;
}

} // namespace ipclab::source
