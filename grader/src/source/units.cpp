#include "source/units.h"

#include <dwarf.h>

#include <algorithm>
#include <functional>

namespace ipclab::source {
namespace {

// Deeper nesting of namespaces, classes and blocks than this is no program of a person.
constexpr int most_nesting = 128;

bool is_scope(int tag) {
    switch (tag) {
    case DW_TAG_namespace:
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type:
    case DW_TAG_subprogram: return true;
    default: return false;
    }
}

bool may_hold_scopes(int tag) { return is_scope(tag) || tag == DW_TAG_lexical_block || tag == DW_TAG_inlined_subroutine; }

// What has a name that is written with its scope: these are remembered with what they stand in.
bool has_scoped_name(int tag) { return is_scope(tag) || tag == DW_TAG_enumeration_type || tag == DW_TAG_typedef; }

} // namespace

std::vector<AddressRange> ranges_of(Dwarf_Die die) {
    std::vector<AddressRange> ranges;
    Dwarf_Addr base = 0, low = 0, high = 0;
    for (std::ptrdiff_t at = 0; (at = dwarf_ranges(&die, at, &base, &low, &high)) > 0;) {
        if (low < high) ranges.push_back({low, high});
    }
    return ranges;
}

std::vector<Dwarf_Die> children_of(Dwarf_Die die) {
    std::vector<Dwarf_Die> children;
    Dwarf_Die child;
    if (dwarf_child(&die, &child) != 0) return children;
    do {
        children.push_back(child);
    } while (dwarf_siblingof(&child, &child) == 0);
    return children;
}

bool Unit::contains(std::uint64_t address) const {
    return std::ranges::any_of(ranges_, [=](const AddressRange& range) { return range.contains(address); });
}

std::optional<Dwarf_Die> Unit::function_at(std::uint64_t address) {
    read();
    auto after = std::ranges::upper_bound(code_, address, {}, [](const Code& code) { return code.range.low; });
    if (after == code_.begin()) return std::nullopt;
    const Code& code = *--after;
    return code.range.contains(address) ? std::optional(code.function) : std::nullopt;
}

std::optional<Dwarf_Die> Unit::scope_of(Dwarf_Die die) {
    read();
    const auto found =
        std::ranges::lower_bound(nodes_, die.addr, std::less<>{}, [](const Node& node) { return node.die.addr; });
    if (found == nodes_.end() || found->die.addr != die.addr || found->parent == no_parent) return std::nullopt;
    return nodes_[found->parent].die;
}

std::span<const Dwarf_Die> Unit::variables() {
    read();
    return variables_;
}

void Unit::read() {
    if (was_read_) return;
    was_read_ = true;
    read_children(tree_, no_parent, 0);
    std::ranges::sort(code_, {}, [](const Code& code) { return code.range.low; });
}

// A walk from first to last entry, so nodes_ grows in the order of the entries' addresses.
void Unit::read_children(Dwarf_Die die, std::size_t parent, int depth) {
    Dwarf_Die child;
    if (depth > most_nesting || dwarf_child(&die, &child) != 0) return;
    do {
        const int tag = dwarf_tag(&child);
        std::size_t inner = parent;
        if (has_scoped_name(tag)) {
            inner = nodes_.size();
            nodes_.push_back({child, parent});
        }
        if (tag == DW_TAG_subprogram) add_functions_code(child);
        if (tag == DW_TAG_variable) variables_.push_back(child);
        if (may_hold_scopes(tag)) read_children(child, inner, depth + 1);
    } while (dwarf_siblingof(&child, &child) == 0);
}

void Unit::add_functions_code(Dwarf_Die function) {
    for (const AddressRange& range : ranges_of(function))
        code_.push_back({range, function});
}

Units::Units(Dwarf* dwarf) {
    Dwarf_CU* cu = nullptr;
    Dwarf_Half version = 0;
    std::uint8_t type = 0;
    Dwarf_Die die, split;
    while (dwarf && dwarf_get_units(dwarf, cu, &cu, &version, &type, &die, &split) == 0) {
        if (type == DW_UT_skeleton && split.addr) {
            units_.emplace_back(die, split);
        } else if (type == DW_UT_compile || type == DW_UT_skeleton) {
            units_.emplace_back(die, die);
        }
    }
}

Unit* Units::unit_at(std::uint64_t address) {
    const auto found = std::ranges::find_if(units_, [=](const Unit& unit) { return unit.contains(address); });
    return found == units_.end() ? nullptr : &*found;
}

Unit* Units::unit_of(Dwarf_Die die) {
    const auto found = std::ranges::find_if(units_, [&](const Unit& unit) { return unit.tree().cu == die.cu; });
    return found == units_.end() ? nullptr : &*found;
}

} // namespace ipclab::source
