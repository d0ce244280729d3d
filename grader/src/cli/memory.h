#pragma once

/// @file
/// What ipclab remembers of a student's work between two commands: points that were won last, which scenarios were not won, and
/// the hints that have been given. It lies in `work/.ipclab`, a small text.
///
/// It is a convenience. What cannot be read counts as never done, what cannot be written is left: no command fails for it.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::cli {

/// Points of the last grading.
struct Won {
    int points = 0, of = 0;
};

/// What is remembered of one lab.
struct Remembered {
    std::optional<Won> won;
    std::vector<std::string> missed;          ///< scenarios that did not win in the last grading, in their order
    std::string seed;                         ///< of the last grading; empty: there was none
    std::map<std::string, std::size_t> hints; ///< how many have been given, by scenario
};

/// By the labs' ids.
using Memory = std::map<std::string, Remembered>;

/// Of a folder of students' copies, usually `work`.
Memory recall(const std::filesystem::path& work);
void remember(const std::filesystem::path& work, const Memory& memory);

} // namespace ipclab::cli
