#pragma once

/// @file
/// The compilation units of a file and the functions in them, found by address.

#include <elfutils/libdw.h>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ipclab::source {

/// Addresses from `low` up to, but not including, `high`.
struct AddressRange {
    std::uint64_t low = 0, high = 0;
    [[nodiscard]] bool contains(std::uint64_t address) const { return low <= address && address < high; }
};

/// All ranges of a unit, function or block: DW_AT_low_pc and DW_AT_high_pc, or DW_AT_ranges.
std::vector<AddressRange> ranges_of(Dwarf_Die die);

/// The children of `die`, in order.
std::vector<Dwarf_Die> children_of(Dwarf_Die die);

/// One compilation unit. What is in it is read when it is first asked for.
class Unit {
public:
    /// `skeleton` has the line table; `tree` is the unit with the functions. They differ where DWARF is split into .dwo files.
    Unit(Dwarf_Die skeleton, Dwarf_Die tree) : skeleton_(skeleton), tree_(tree), ranges_(ranges_of(skeleton)) {}

    [[nodiscard]] bool contains(std::uint64_t address) const;
    [[nodiscard]] Dwarf_Die skeleton() const { return skeleton_; }
    [[nodiscard]] Dwarf_Die tree() const { return tree_; }

    /// The function, out of line, whose code is at `address`.
    std::optional<Dwarf_Die> function_at(std::uint64_t address);

    /// What `die`, of this unit, stands in: a namespace, class or function; nothing for the unit itself.
    std::optional<Dwarf_Die> scope_of(Dwarf_Die die);

    /// Every DW_TAG_variable of the unit outside the functions' parameters, static ones of functions included.
    std::span<const Dwarf_Die> variables();

private:
    static constexpr std::size_t no_parent = static_cast<std::size_t>(-1);

    struct Node {
        Dwarf_Die die;
        std::size_t parent; // index in nodes_
    };
    struct Code {
        AddressRange range;
        Dwarf_Die function;
    };

    void read();
    void read_children(Dwarf_Die die, std::size_t parent, int depth);
    void add_functions_code(Dwarf_Die function);

    Dwarf_Die skeleton_, tree_;
    std::vector<AddressRange> ranges_;
    bool was_read_ = false;
    std::vector<Node> nodes_; // in the order of their addresses in memory
    std::vector<Code> code_;  // by range.low
    std::vector<Dwarf_Die> variables_;
};

/// The units of a file. Found by walking them all: clang writes no .debug_aranges.
class Units {
public:
    /// `dwarf` may be null: no units then.
    explicit Units(Dwarf* dwarf);

    Unit* unit_at(std::uint64_t address);
    /// The unit whose tree `die` belongs to.
    Unit* unit_of(Dwarf_Die die);
    std::span<Unit> all() { return units_; }

private:
    std::vector<Unit> units_;
};

} // namespace ipclab::source
