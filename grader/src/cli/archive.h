#pragma once

/// @file
/// A tar.gz that is the same for the same files, whoever packs them and when.

#include <filesystem>
#include <string>
#include <vector>

namespace ipclab::cli {

struct Packed {
    std::string name; ///< path in the archive
    std::string text;
    bool executable = false;
};

/// Writes it beside `file` first, then renames. Throws `OurFailure`.
void write_archive(const std::filesystem::path& file, const std::vector<Packed>& entries);

} // namespace ipclab::cli
