#pragma once

/// @file
/// How wide a text is on a terminal. Hangul, kana and Chinese characters take two columns, combining marks none; the C library's
/// wcwidth would need a locale that minimal systems do not have, so the ranges are here (Unicode's EastAsianWidth.txt).

#include <string_view>

namespace ipclab::report {

/// The first character of a text.
struct Character {
    std::string_view bytes;
    char32_t code = 0; ///< the byte itself where `valid` is false
    bool valid = true; ///< false: a byte that is no UTF-8
    int columns = 1;   ///< 0 for control characters and combining marks
    [[nodiscard]] bool control() const { return valid && (code < 0x20 || (code >= 0x7f && code < 0xa0)); }
};

/// `text` must not be empty.
Character first_character(std::string_view text);

/// Columns that a text of one line takes.
int display_width(std::string_view text);

} // namespace ipclab::report
