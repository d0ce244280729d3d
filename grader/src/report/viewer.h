#pragma once

/// @file
/// The files of grader/viewer/, as they were when the grader was built.

#include <string_view>

namespace ipclab::report::viewer {

extern const std::string_view page;   ///< HTML, with `{{name}}` where something belongs
extern const std::string_view style;  ///< CSS
extern const std::string_view script; ///< JavaScript

} // namespace ipclab::report::viewer
