#pragma once

/// @file
/// The samples, and what a debugger sees of one that stands at the entry of a system call.

#include "source/symbols.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::source::test {

/// The samples whose names begin with `start`; each was built by CMakeLists.txt where its compiler is installed.
std::vector<std::string> samples(std::string_view start);

/// The sample's path.
std::string sample_path(const std::string& name);

/// The path of a sample's source.
std::string sample_source(const std::string& file);

/// The line of `source` that ends with the comment `mark`; 0 where there is none.
int line_of(const std::string& source, const std::string& mark);

/// A picture of a process that was about to enter a system call. The process is no more.
struct Stopped {
    long number = 0; ///< of the system call
    int first = 0;
    std::uint64_t second = 0; ///< arguments
    Registers registers;
    std::vector<Mapping> mappings;
    std::uint64_t stack_start = 0;
    std::vector<std::byte> stack; ///< from the page of the stack pointer on

    /// Reads from the picture of the stack. The picture must outlive it.
    [[nodiscard]] Memory memory() const;
};

/// Runs `program` under ptrace and takes a picture at each msgsnd, and at the first futex after these, where it is ended.
std::vector<Stopped> run_to_its_calls(const std::string& program);

} // namespace ipclab::source::test
