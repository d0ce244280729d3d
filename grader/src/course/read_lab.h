#pragma once

/// @file
/// Reading a lab.toml. The format is described, key by key, in lab-toml.md beside this file.

#include "course/lab.h"
#include "course/problems.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace ipclab::course {

/// Version of the format that is read.
inline constexpr int lab_format = 1;

/// Reads `folder`/lab.toml. `rules` are the ids that `waive` may name; where it is empty, any will do.
/// Throws LabError with every mistake of the file.
Lab read_lab(const std::filesystem::path& folder, std::string id, std::span<const std::string_view> rules = {});

/// The same from a text; `file` is how messages call it.
Lab read_lab_text(std::string_view text, const std::string& file, std::string id,
                  std::span<const std::string_view> rules = {});

} // namespace ipclab::course
