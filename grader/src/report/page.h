#pragma once

/// @file
/// Writes text for a terminal line by line: indented, wrapped at its width, in its colours.

#include "report/terminal.h"

#include <string>
#include <string_view>
#include <vector>

namespace ipclab::report {

/// What to do with a word that is wider than a line.
enum class LongWord : std::uint8_t {
    stays,   ///< whole, so that it can be copied: it sticks out
    divided, ///< goes on in the next line
};

/// `text` (already safe to show) as lines of at most `columns`. Newlines in it are kept, blanks at the joints are not.
std::vector<std::string> wrapped(std::string_view text, int columns, LongWord long_word = LongWord::stays);

/// `text` filled with blanks up to `columns`.
std::string padded(std::string_view text, int columns);

/// "1 warning", "3 warnings".
std::string counted(std::size_t number, std::string_view singular, std::string_view plural);

class Page {
public:
    explicit Page(const Terminal& terminal) : terminal_{terminal} {}

    /// An empty line; never two in a row, never the first.
    void gap();
    /// Wrapped prose. `lead` stands before the first line ("hint: "); the following lines are indented as far.
    void prose(int indent, std::string_view text, Style style = Style::plain, std::string_view lead = {},
               Style lead_style = Style::plain);
    /// One line as it is: control characters are made visible, nothing is wrapped or cut.
    void verbatim(int indent, std::string_view text, Style style = Style::plain);
    /// A line made of pieces that are already painted.
    void raw(std::string_view line);
    /// Lines of somebody else's page.
    void append(std::string_view lines);

    [[nodiscard]] const Terminal& terminal() const { return terminal_; }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    Terminal terminal_;
    std::string text_;
};

} // namespace ipclab::report
