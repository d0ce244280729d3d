#pragma once

/// @file
/// A session of tools that control programs themselves (strace, `ipclab check`): played by a shell, one command after the other.

#include "place.h"
#include "transcript.h"

#include <string>
#include <vector>

namespace ipclab::chapters {

/// In a jail, at one terminal. Throws `std::runtime_error` where the session needs more than one.
std::string play_alone(const std::vector<Input>& inputs, const Place& place);

} // namespace ipclab::chapters
