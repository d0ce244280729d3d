#pragma once

/// @file
/// Text for HTML and SVG.

#include <string>
#include <string_view>

namespace ipclab::report {

/// What a program may have printed, made visible and valid UTF-8: control characters and bytes that are no UTF-8 as on a terminal
/// (`\x1b`); also characters that turn the direction of writing, which could show a line otherwise than it is (`\u{202e}`), and
/// those that no XML may hold.
std::string visible(std::string_view text);

/// That, safe to stand between tags and in attributes.
std::string markup(std::string_view text);

/// At most `most` characters of a visible text, with "…" where it goes on.
std::string beginning(std::string_view text, std::size_t most);

} // namespace ipclab::report
