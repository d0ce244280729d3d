#pragma once

/// @file
/// Why nothing orders two accesses: what the processes would have had to do, and what they did instead.

#include "analysis/history.h"

#include <string>
#include <vector>

namespace ipclab::analysis {

struct MissingOrder {
    std::string text; ///< half a sentence: "B holds S0[0] there, but A does not take it before it writes"
    std::string help; ///< one sentence
    std::vector<trace::EventIndex> evidence; ///< the calls that it speaks of
};

/// `first` and `second` are accesses that race, in the order of the run.
MissingOrder missing_order(const History& history, trace::EventIndex first, trace::EventIndex second);

} // namespace ipclab::analysis
