#pragma once

/// @file
/// What programs hand to calls, remembered by where in the program they do it.

#include "source/source_file.h"
#include "source/walk.h"

#include <unordered_map>

namespace ipclab::source {

/// A process that is stopped at a call.
struct AtCall {
    const Registers& registers;
    std::span<const Mapping> mappings;
    const Memory& memory;
    const std::string& program; ///< as in /proc/PID/maps
};

class Buffers {
public:
    std::optional<Buffer> at(std::uint64_t address, const AtCall& call, SourceFiles& files);

private:
    std::unordered_map<std::uint64_t, std::optional<Buffer>> known_;
};

} // namespace ipclab::source
