#pragma once

/// @file
/// The text of a list of decisions, which is part of every token that replays a run.

#include "schedule/schedule.h"

namespace ipclab::schedule {

/// "pick-0x5.1.0x3": runs of the same decision are counted. "pick-" for none.
std::string decisions_text(std::span<const Decision> decisions);

} // namespace ipclab::schedule
