#pragma once

/// @file
/// Names as a programmer writes them: from debug information, or, where there is none, from the symbol table.

#include "source/elf_file.h"
#include "source/units.h"

#include <string>
#include <string_view>

namespace ipclab::source {

/// The function's or type's name with its scopes: "main", "Box::open". Unnamed and inline namespaces are left out, and a
/// lambda's code is "main::<lambda>". "" where it has no name.
std::string scoped_name(Dwarf_Die die, Units& units);

/// "Box::open" of "int Box::open<int>(char) const" would lose its template arguments; they stay: "Box::open<int>".
std::string without_parameters(std::string_view demangled);

/// The functions that a symbol table (elf(5)) names, by address.
class SymbolTable {
public:
    explicit SymbolTable(const ElfFile& file);
    /// Demangled, without parameters; "" where no function of the table is at `address`.
    [[nodiscard]] std::string function_at(std::uint64_t address) const;

private:
    struct Symbol {
        AddressRange range;
        std::string name;
    };
    void read(Elf_Scn* section);

    const ElfFile& file_;
    std::vector<Symbol> symbols_; // by range.low
};

} // namespace ipclab::source
