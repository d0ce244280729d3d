#pragma once

/// @file
/// What comes out of the jail when all is done: it travels as one text.

#include <string>
#include <string_view>

namespace ipclab::cli {

struct Result {
    int status = 0;
    std::string text; ///< the report
    std::string page; ///< for `--html`
};

std::string packed(const Result& result);

/// Status 3 where nothing came.
Result unpacked(std::string_view packed);

} // namespace ipclab::cli
