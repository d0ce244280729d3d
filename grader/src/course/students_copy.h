#pragma once

/// @file
/// What students get of an author's files.

#include "course/course_file.h"

#include <set>
#include <string>
#include <string_view>

namespace ipclab::course {

/// A lab.toml without its hidden scenarios, and without the comments that stand right above them; all else is as it was. Throws
/// LabError for a text that is no TOML; `file` is how messages call it.
std::string without_hidden(std::string_view lab_toml, const std::string& file);

/// A course.toml without these labs.
std::string without_labs(std::string_view course_toml, const std::set<std::string>& ids, const std::string& file);

} // namespace ipclab::course
