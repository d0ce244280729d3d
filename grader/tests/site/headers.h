#pragma once

/// @file
/// The grader's headers, for the pages of its code.

#include <filesystem>
#include <string>

namespace ipclab::site {

/// A header with nothing in its comments that Doxygen would take for a tag or a command of its own: `<thread>` and `\n` outside of
/// code are just that.
std::string header_for_doxygen(const std::string& text);

/// All headers of `from`, but those that hold only overloads for visitors, whose comments are for groups of them.
void copy_headers(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace ipclab::site
