#pragma once

/// @file
/// From an address in a running program to file and line, and to the variable that lies there: debug information read with libdw
/// (DWARF 4 and 5, GCC and clang). Knows nothing of processes: memory comes through a function.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ipclab::source {

/// A line of /proc/PID/maps that a file is behind.
struct Mapping {
    std::uint64_t start = 0, end = 0, offset = 0;
    std::string path;
};

/// Registers that unwinding starts from (x86-64).
struct Registers {
    std::uint64_t ip = 0, sp = 0, bp = 0, bx = 0, r12 = 0, r13 = 0, r14 = 0, r15 = 0;
};

/// Reads memory of the process into `to`; false where it cannot.
using Memory = std::function<bool(std::uint64_t address, void* to, std::size_t size)>;

/// A frame of the call stack, innermost first.
struct Frame {
    std::uint64_t ip = 0;  ///< the call's own address: for outer frames one less than the return address
    std::uint64_t cfa = 0; ///< canonical frame address
    std::string path;      ///< the file it is mapped from
    std::string file;      ///< source file, where known
    int line = 0;          ///< 0 where unknown
    std::string function;  ///< demangled, without parameters; "" where unknown
};

/// A variable (or the part of one) that an address lies in.
struct Variable {
    std::string name;         ///< "msg", "message.text"
    std::string type;         ///< "struct letter"
    std::uint64_t size = 0;   ///< of the whole variable
    std::uint64_t offset = 0; ///< of the address in it
};

/// Debug information of the files that were asked about, kept open and cached: later questions about the same address are cheap.
class Symbols {
public:
    Symbols();
    ~Symbols();
    Symbols(Symbols&&) noexcept;
    Symbols& operator=(Symbols&&) noexcept;

    /// The stack from `registers` outwards by CFI (.eh_frame), until it ends, cannot be read, or `most` frames are found.
    std::vector<Frame> unwind(const Registers& registers, std::span<const Mapping> mappings, const Memory& memory,
                              std::size_t most = 32);

    /// The innermost frame that lies in `program`: where the student's code made the call. Cheap where the path there was
    /// walked before.
    std::optional<Frame> call_site(const Registers& registers, std::span<const Mapping> mappings, const Memory& memory,
                                   const std::string& program);

    /// The variable of `frame`'s function (or static) that `address` lies in.
    std::optional<Variable> variable_at(std::uint64_t address, const Frame& frame, std::span<const Mapping> mappings,
                                        const Registers& registers);

private:
    struct Cache;
    std::unique_ptr<Cache> cache_;
};

} // namespace ipclab::source
