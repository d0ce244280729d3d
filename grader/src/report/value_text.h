#pragma once

/// @file
/// What was expected and what was seen, in full: side by side as a difference where there are several lines, with every byte
/// that would not show made visible. Values are never cut; only a line that is repeated is told once, with how often.

#include "report/page.h"

#include <string_view>

namespace ipclab::report {

/// Writes both onto the page. An empty value is shown as "(nothing)"; where both are empty nothing is written.
void show_difference(Page& page, int indent, std::string_view expected, std::string_view seen);

} // namespace ipclab::report
