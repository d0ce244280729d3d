#pragma once

/// @file
/// Which of the candidates an exploration tells apart.

#include "schedule/schedule.h"

#include <cstddef>
#include <vector>

namespace ipclab::explore {

/// Indices into `point.candidates`.
///
/// A poll that would see the same again is not an order. Nor is when somebody begins to wait, as long as nobody can tell: who
/// comes late may find what it wants all the same, and whatever a place in the wait queue would give it, it gets in one of the
/// orders in which it comes in time. So beginning to wait is tried only where somebody is about to look at, or end, the wait of
/// others, and where nobody can do anything else.
std::vector<std::size_t> allowed(const schedule::Point& point);

} // namespace ipclab::explore
