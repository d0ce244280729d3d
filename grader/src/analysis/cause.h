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
    const trace::Event* begins = nullptr; ///< where this process began to wait; null where the trace has no such event
};

Cause cause_of(const History& history, const trace::Waiting& waiting);

} // namespace ipclab::analysis
