#pragma once

/// @file
/// The walk up a stack, frame by frame.

#include "source/source_file.h"
#include "source/stack.h"

namespace ipclab::source {

/// Stands at one frame at a time: at first at the innermost one.
class Walk {
public:
    Walk(const Registers& registers, std::span<const Mapping> mappings, const Memory& memory, SourceFiles& files);

    /// Goes to the caller's frame; false where the stack ends, is not readable, or makes no sense.
    bool up();

    /// The file that the frame's code is mapped from; null where there is none.
    [[nodiscard]] const Mapping* mapping() const { return code_.mapping; }
    /// Where the frame's call was written; null where the file says nothing.
    [[nodiscard]] const SourcePlace* place() const;
    [[nodiscard]] const CodeAddress& code() const { return code_; }
    [[nodiscard]] std::uint64_t ip() const { return ip_; }
    /// Nothing where it is not known.
    [[nodiscard]] std::optional<std::uint64_t> cfa();
    /// All about the frame.
    [[nodiscard]] Frame frame();

private:
    void arrive(bool at_return_address);

    SourceFiles& files_;
    std::span<const Mapping> mappings_;
    BlockReader memory_;
    FrameRegisters registers_;
    std::uint64_t ip_;
    CodeAddress code_;
};

} // namespace ipclab::source
