#pragma once

/// @file
/// A student's files for one lab: which are there, which are missing, which cannot be what they should be.

#include "course/lab.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::course {

/// How a source file's name may end; "post" stands for exactly one of post.c, post.cc, post.cpp, post.cxx.
inline constexpr std::array<std::string_view, 4> source_endings{".c", ".cc", ".cpp", ".cxx"};

/// A source file that is larger is none that a student wrote.
inline constexpr std::uintmax_t largest_source = 1024 * 1024;

/// The files of one program.
struct ProgramSources {
    std::string program;
    std::vector<std::filesystem::path> files; ///< to be compiled and linked together; complete where there are no problems
    std::vector<std::string> problems;        ///< one sentence each, for the student
};

struct Submission {
    std::filesystem::path folder;
    std::vector<ProgramSources> programs;       ///< in the lab's order
    std::vector<std::filesystem::path> headers; ///< those in the folder, sorted
    std::vector<std::string> problems;          ///< of the folder or its headers, one sentence each
    std::string source_hash;                    ///< 16 hex digits: changes with any name or byte of sources and headers
    /// Everything is there to be compiled.
    [[nodiscard]] bool complete() const;
};

/// Looks; changes nothing, and throws nothing for what it finds.
Submission find_submission(const Lab& lab, const std::filesystem::path& folder);

} // namespace ipclab::course
