#pragma once

/// @file
/// Where links lead: in our Markdown, and in the pages that were made.

#include "pages.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ipclab::site {

/// The address on the site of what a page's link names. Throws `Problem` where there is no such page, or no such heading on it.
std::string link_target(const std::string& link, const Page& from, const Site& site, int line);

/// All links and anchors of a folder of pages that lead nowhere; an id that a page has twice. Links to elsewhere are not followed.
std::vector<std::string> broken_links(const std::filesystem::path& folder);

} // namespace ipclab::site
