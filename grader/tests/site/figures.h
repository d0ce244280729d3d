#pragma once

/// @file
/// Pictures in pages, as SVG that takes the page's colours.

#include "words.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace ipclab::site {

/// A run that was drawn (see grader/tests/chapters/draw.h), with the same as a table. `name` is that of its text:
/// 02-message-queues/first.figure.txt. Nothing where it could not be played here: then the text must do. Throws `Problem` where it
/// was not drawn, or is not what it was.
std::string run_figure(const std::filesystem::path& figures, const std::filesystem::path& name, const Words& words);

/// A file of SVG.
std::string drawing(const std::filesystem::path& file, std::string_view title);

} // namespace ipclab::site
