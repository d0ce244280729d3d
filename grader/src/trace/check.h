#pragma once

/// @file
/// Whether a trace that was read is one: its parts name each other by number.

#include "trace/trace.h"

namespace ipclab::trace {

/// Throws `std::runtime_error` for the first number that leads nowhere.
void check(const Trace& trace);

} // namespace ipclab::trace
