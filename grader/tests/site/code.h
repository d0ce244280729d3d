#pragma once

/// @file
/// Programs, sessions and other blocks of code as HTML.

#include "words.h"

#include <string>
#include <string_view>

namespace ipclab::site {

/// A block in a language as it stands behind three backticks: "cpp", "c", "console", "sh", "toml", "json", "text". `caption` is HTML,
/// and may be empty. What the copy button copies of a session is what is typed in it.
std::string code_block(std::string_view language, std::string_view text, std::string_view caption, const Words& words);

} // namespace ipclab::site
