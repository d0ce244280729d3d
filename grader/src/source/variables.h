#pragma once

/// @file
/// The variables of a file, found by the address of their storage.

#include "source/elf_file.h"
#include "source/expression.h"
#include "source/units.h"

namespace ipclab::source {

/// A variable whose storage contains an address.
struct FoundVariable {
    Dwarf_Die die{};
    std::uint64_t offset = 0; ///< of the address in it
};

/// What expressions of `frame`'s variables may ask for. `frame` and `memory` must outlive it.
Surroundings surroundings_of(const Frame& frame, std::uint64_t bias, const Memory& memory);

/// Variables with static storage: global ones, members of classes, and static ones of functions. Read when first asked for.
class StaticVariables {
public:
    /// `address` is the file's own.
    std::optional<FoundVariable> at(std::uint64_t address, Units& units);

private:
    struct Entry {
        AddressRange storage;
        Dwarf_Die die;
    };

    void read(Units& units);

    bool was_read_ = false;
    std::vector<Entry> entries_; // by storage.low
};

/// A local variable or parameter of `function` that is in scope at the instruction `code` (the file's own address), and
/// lies at `address` of the process. `around` needs no frame base: it is the function's to say.
std::optional<FoundVariable> local_variable_at(std::uint64_t address, Dwarf_Die function, std::uint64_t code,
                                               const Surroundings& around);

/// How far above the variable at `address`, that ends `room` bytes behind it, the next one of `function` begins, in any scope;
/// nothing where none does. What the compiler puts there itself (temporary objects) has no name and is not found.
std::optional<std::uint64_t> next_local_after(std::uint64_t address, std::uint64_t room, Dwarf_Die function,
                                              std::uint64_t code, const Surroundings& around);

/// Whether the instruction `code` of `function` is another function's that was put in its place.
bool is_inlined(Dwarf_Die function, std::uint64_t code);

/// What to tell of it.
Variable describe(const FoundVariable& found, Units& units);

} // namespace ipclab::source
