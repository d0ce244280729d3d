#pragma once

/// @file
/// Why one of the waiting processes cannot go on, as far as its trace shows it for certain.

#include "analysis/waiting.h"

#include <string>
#include <vector>

namespace ipclab::analysis {

/// One reason, in words. The clearest of all waiting processes' causes becomes the deadlock's headline.
struct Cause {
    /// How much it explains, best first.
    enum class Rank { clear, circle, nobody_left, follows_from_another };
    Rank rank = Rank::nobody_left;
    std::string message; ///< one sentence
    std::string help;
    std::vector<trace::EventIndex> evidence;
    trace::EventIndex blocked = 0; ///< where this process began to wait
};

Cause cause_of(const History& history, const trace::Waiting& waiting);

} // namespace ipclab::analysis
