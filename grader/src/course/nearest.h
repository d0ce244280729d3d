#pragma once

/// @file
/// What somebody probably meant to type.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::course {

/// Changed, missing, added and swapped letters between two words; upper and lower case count as the same.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that is closest to what was typed, where one is close enough to be meant.
std::optional<std::string> nearest(std::string_view typed, const std::vector<std::string>& candidates);

/// `did you mean "expect"?`; where nothing is close, `WHAT: a, b and c`, or nothing where there are too many to list.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& candidates, std::string_view what);

/// "a, b and c".
std::string listed(const std::vector<std::string>& words, std::string_view last = "and");

} // namespace ipclab::course
