#pragma once

/// @file
/// Headings of a Markdown page, and how links name them.

#include "pages.h"

#include <string>
#include <string_view>

namespace ipclab::site {

/// The name that a heading has in a link, as GitHub makes it: "What `ftok` does" is "what-ftok-does".
std::string slug_of(std::string_view heading);

/// A heading as it can be shown where there is no markup: without backticks and stars.
std::string plain_heading(std::string_view heading);

/// Sets the page's title and anchors from its text. `english` is the same page in English: a heading has the same anchor in every
/// language.
void read_headings(Page& page, const std::string& english);

/// True at lines that begin or end a block of code; `inside` is kept from line to line.
bool is_fence(std::string_view line, bool& inside);

} // namespace ipclab::site
