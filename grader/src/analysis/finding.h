#pragma once

/// @file
/// A rule or an expectation that did not hold, with the events that show it.

#include "trace/trace.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::analysis {

enum class Level : std::uint8_t {
    advice, ///< not certain, or no harm done: costs nothing
    error,
};

/// One thing that is wrong.
struct Finding {
    std::string rule; ///< id: "deadlock", "leaked-object", "wrong-output", …; a page in grader/rules/
    Level level = Level::error;
    std::string message;                     ///< one sentence for a beginner that names the process, the call and the object
    std::string expected;                    ///< in full; may be empty
    std::string seen;                        ///< in full; may be empty
    std::vector<trace::EventIndex> evidence; ///< in order; the last is where it shows
    std::optional<trace::Location> where;    ///< the line to look at first
    std::string help;                        ///< one sentence: what to do or to read; may be empty
};

} // namespace ipclab::analysis
