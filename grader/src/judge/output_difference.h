#pragma once

/// @file
/// Where a program's output is not what it should be, and what is certain about why.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::judge {

/// One line of an output: trailing blanks are forgiven, so they are not in `text`.
struct Line {
    std::string_view text;
    std::size_t offset = 0; ///< in the whole output
};

/// A missing newline at the very end makes no difference.
std::vector<Line> lines_of(std::string_view output);

struct Difference {
    std::string message;    ///< what to say after the program's name and a colon: "line 2 should be \"oak\", but is \"oaK\""
    std::size_t offset = 0; ///< in what was seen: the byte from which on it is wrong
    bool ends_early = false; ///< all that is there is right, but not all is there
};

/// Nothing where both are the same but for trailing blanks and a missing last newline.
std::optional<Difference> difference(std::string_view expected, std::string_view seen);

/// "line 2 should be …, but is …", with what is certain about the difference of the two.
std::string compare_lines(std::size_t number, std::string_view expected, std::string_view seen);

} // namespace ipclab::judge
