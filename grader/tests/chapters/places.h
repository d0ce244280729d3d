#pragma once

/// @file
/// What a page points at.

#include <filesystem>
#include <string>
#include <vector>

namespace ipclab::chapters {

/// A link of a page.
struct Link {
    std::filesystem::path file; ///< absolute
    std::string heading;        ///< "" for the whole file
    bool planned = false;       ///< it says "(planned)" behind it
};

/// The links in a piece of a page, in order.
std::vector<Link> links_in(const std::string& text, const std::filesystem::path& page);

/// What is wrong with a link, in a sentence; empty where it leads somewhere, or is rightly planned.
std::string problem_of(const Link& link, bool complete);

/// The cells of a table's row; nothing where the line is none. `\|` is no border.
std::vector<std::string> cells_of(const std::string& line);

/// The text as lines.
std::vector<std::string> lines_of(const std::string& text);

} // namespace ipclab::chapters
