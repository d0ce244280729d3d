#pragma once

/// @file
/// Types as debug information describes them: their names and sizes, and the member that lies at an offset.

#include "source/units.h"

#include <optional>
#include <string>

namespace ipclab::source {

/// The type of a variable, parameter or member, or what a type is made of (a pointer's target, an array's element).
std::optional<Dwarf_Die> type_of(Dwarf_Die die);

/// In bytes; nothing where it is not fixed (an array whose length is a variable) or not described.
std::optional<std::uint64_t> size_of(Dwarf_Die type);

/// Without typedef, const, volatile and the like.
Dwarf_Die without_qualifiers(Dwarf_Die type);

/// Where in its class a member or base class begins. Members of a union have no such attribute: 0.
std::optional<std::uint64_t> place_in_class(Dwarf_Die member);

/// As the language writes it: "struct letter" in C, "letter" in C++, "char[100]", "const int*".
std::string type_name(Dwarf_Die type, Units& units);

/// A part of an object.
struct Part {
    std::string path;         ///< to be put behind the object's name: ".mtext", "[2].header.from"; "" for the object itself
    Dwarf_Die type{};         ///< the part's
    std::uint64_t size = 0;   ///< the part's
    std::uint64_t offset = 0; ///< in the part
};

/// The largest part of an object of `type` that begins at `offset`; where none begins there, the smallest that contains it.
/// An array of numbers or characters is one part.
Part part_at(Dwarf_Die type, std::uint64_t offset);

} // namespace ipclab::source
