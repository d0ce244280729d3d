#pragma once

/// @file
/// Small pieces that descriptions for people are put together from.

#include "trace/event.h"

#include <string>
#include <string_view>

namespace ipclab::trace {

/// "2 s", "0.5 s" is "500 ms", "20 µs", "0 s".
std::string duration_text(std::chrono::nanoseconds duration);

/// "1 byte", "5 bytes".
std::string bytes_text(std::uint64_t count);

/// A message's bytes, quoted. NULs at its end, if there are more than a few, are only hinted at ("hello\0…"): a letter is often
/// sent with its whole array, and how long that is stands beside it.
std::string message_text(std::string_view bytes);

/// "exited with status 3", "was killed by SIGKILL": a status as wait(2) encodes it.
std::string status_text(int status);

/// Why a call failed, said for that call: "no message of the wanted type". Where we have no better words, strerror's.
std::string reason(const Call& call, int error);

} // namespace ipclab::trace
