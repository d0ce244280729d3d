#pragma once

/// @file
/// The help texts. A test holds them against the options that are really understood.

#include <string_view>

namespace ipclab::cli {

/// Of a subcommand; of ipclab itself for "".
std::string_view help_text(std::string_view subcommand);

} // namespace ipclab::cli
