#pragma once

/// @file
/// Simpler orders than one that is known: a process that was preempted goes on at once with what it did next, or somebody comes
/// earlier, who then has to wait by itself where it was preempted before.

#include "schedule/schedule.h"

#include <memory>
#include <vector>

namespace ipclab::explore {

/// Who goes, step by step.
using Path = std::vector<trace::TaskId>;

/// The path with one stretch of a process moved forward: first those that join two of the same process.
std::vector<Path> simpler(const Path& path);

/// Follows a path as far as the programs let it: whoever cannot go on is left out until it can.
std::unique_ptr<schedule::Schedule> following(const Path& path);

} // namespace ipclab::explore
