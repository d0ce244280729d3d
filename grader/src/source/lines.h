#pragma once

/// @file
/// From an address of a file to the line of source it was made of.

#include "source/names.h"

namespace ipclab::source {

/// Where in the sources an instruction comes from.
struct SourcePlace {
    std::string file;     ///< absolute where the compiler recorded that; "" where unknown
    int line = 0;         ///< 0 where unknown
    std::string function; ///< "" where unknown
    bool system = false;  ///< only headers of the system have a part in it (a function of <thread> that was not inlined)
};

/// Is it a file that came with the compiler or the system, not one that a student wrote?
bool is_system_source(std::string_view file);

/// The innermost line that is not the system's: where a function of a header was inlined, the line that called it.
SourcePlace source_place(Units& units, std::uint64_t address);

} // namespace ipclab::source
