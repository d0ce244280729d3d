#pragma once

/// @file
/// Our Markdown, as it can be read on any host of repositories, made into what Doxygen wants.

#include "pages.h"
#include "tokens.h"
#include "words.h"

#include <filesystem>
#include <string>

namespace ipclab::site {

struct Making {
    const Site& site;
    const Words& words;
    std::filesystem::path figures; ///< where runs were drawn
    Tokens& tokens;
};

/// A page's source for Doxygen. Throws `Problem`, with file and line, for a link that leads nowhere and a figure that was not drawn.
std::string for_doxygen(const Page& page, const Making& making);

} // namespace ipclab::site
