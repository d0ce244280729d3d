#pragma once

/// @file
/// A file that programs have left in the run's folder.

#include "trace/trace.h"

#include <string>

namespace ipclab::engine {

/// What stands at path `name` in `folder`. A link that leads out of the folder is not followed, and only regular files of at most
/// 256 KiB are read. Throws std::system_error where the folder itself cannot be opened.
trace::FileLeft left_file(const std::string& folder, const std::string& name);

} // namespace ipclab::engine
