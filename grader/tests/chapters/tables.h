#pragma once

/// @file
/// The three pages that promise to be complete: every item of the sources has its place, every erratum its program, every errno
/// something that makes it happen. What is still to come is marked "(planned)"; with `complete`, nothing may be.

#include <filesystem>
#include <string>
#include <vector>

namespace ipclab::chapters {

/// Each returns what is wrong, in sentences; nothing where all is well.
/// @{
std::vector<std::string> problems_of_coverage(const std::filesystem::path& page, bool complete);
std::vector<std::string> problems_of_errata(const std::filesystem::path& page, bool complete);
std::vector<std::string> problems_of_atlas(const std::filesystem::path& page, bool complete);
/// @}

} // namespace ipclab::chapters
