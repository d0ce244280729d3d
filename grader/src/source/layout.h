#pragma once

/// @file
/// What an object is made of, down to its numbers and texts.

#include "source/symbols.h"
#include "source/units.h"

#include <optional>
#include <vector>

namespace ipclab::source {

/// The elements of an object of `type`, by offset from its beginning. Nothing where they are not all known, where they are very many, and where
/// the object may be larger than its type says (it ends in an array without a length).
std::optional<std::vector<Element>> elements_of(Dwarf_Die type);

} // namespace ipclab::source
