#pragma once

/// @file
/// What is done to the pages that Doxygen made: its words for our blocks become these blocks again, what it leaves to be wished by
/// those who use a keyboard or a screen reader is mended, and an index for the search is made.

#include "pages.h"
#include "tokens.h"
#include "words.h"

#include <filesystem>

namespace ipclab::site {

void finish_pages(const std::filesystem::path& folder, const Site& site, const Tokens& tokens, const Words& words);

/// Removes pages that Doxygen always makes and that nothing leads to, from index.html on.
void remove_unreachable(const std::filesystem::path& folder);

/// Writes search-index.js: of each section of each page its heading, where it is, and its text.
void write_search_index(const std::filesystem::path& folder, const Site& site);

} // namespace ipclab::site
