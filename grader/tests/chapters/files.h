#pragma once

/// @file
/// Files that are read, compared and written anew.

#include <filesystem>
#include <string>

namespace ipclab::chapters {

/// Throws `std::runtime_error` where it cannot be read.
std::string read_file(const std::filesystem::path& file);

/// What to do with a file that is not as it should be.
enum class Mode { check, rewrite };

/// True where the file has this text, or has it now. Else a unified difference is printed. `as` says what the text is: "as it runs".
bool settle(const std::filesystem::path& file, const std::string& text, Mode mode, const std::string& as);

} // namespace ipclab::chapters
