#pragma once

/// @file
/// What a process did after a call of its that failed.

#include "analysis/history.h"

namespace ipclab::analysis {

/// The next call of the same process on the same object; null where there is none.
const Use* next_on_object(const History& history, const Use& failed);
/// A process that has printed something after the failure, and before the event `until`, has seen it.
bool spoke_in_between(const History& history, const Use& failed, trace::EventIndex until);
/// It did not end with a failure of its own, or did something else with the object first than tidy up.
bool went_on(const History& history, const Use& failed);

} // namespace ipclab::analysis
