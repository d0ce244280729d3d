#pragma once

/// @file
/// A scenario's values: drawn from a seed, once for a grading, the same on every machine; and put into its texts.

#include "course/lab.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ipclab::course {

/// Lengths of a drawn word. Shorter ones would run out: all words of a scenario differ.
inline constexpr int shortest_word = 3;
inline constexpr int longest_word = 4096;

/// The values by name. The lab's id and the scenario's name are mixed into the seed, so that scenarios differ. Words, also those
/// of sentences, are of lower-case letters, can be pronounced, and are never equal to each other within the scenario.
std::map<std::string, std::string> draw(const Scenario& scenario, std::uint64_t seed);

/// Replaces `{name}` by its value; `{{` and `}}` become braces. A name without a value stays as it is, braces included: the
/// names have been checked when the lab was read, so that is one that this run never knew, such as the id of an object that
/// nobody made.
std::string fill(std::string_view text, const std::map<std::string, std::string>& values);

/// A seed as people type it: eight hexadecimal digits. Seeds have 32 bits.
std::string seed_text(std::uint64_t seed);
/// From such a text, in upper or lower case. Throws std::invalid_argument with a sentence for people.
std::uint64_t parse_seed(std::string_view text);

} // namespace ipclab::course
