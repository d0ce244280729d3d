#pragma once

/// @file
/// Text for HTML and SVG.

#include <string>
#include <string_view>

namespace ipclab::report {

/// What a program may have printed, made safe to stand between tags and in attributes: control characters and bytes that are no
/// UTF-8 become visible (`\x1b`), as on a terminal.
std::string markup(std::string_view text);

} // namespace ipclab::report
