#pragma once

/// @file
/// What a lab expects of a run, held against its trace. Pure: the same trace and texts give the same findings.

#include "analysis/finding.h"
#include "course/lab.h"
#include "trace/trace.h"

#include <map>
#include <string>
#include <vector>

namespace ipclab::judge {

/// The rule ids of what is found here, as they stand in `Finding::rule`.
inline constexpr std::string_view wrong_output = "wrong-output";
inline constexpr std::string_view wrong_exit = "wrong-exit";
inline constexpr std::string_view missing_call = "missing-call"; ///< also where there are too many
inline constexpr std::string_view wrong_object = "wrong-object";

/// Every look and every expectation that does not hold, in the order of the scenario; empty where all do. `values` are those drawn for the
/// scenario, by name.
///
/// - Output is what the actor's whole tree wrote to its terminal. Trailing blanks on lines and a missing last newline are forgiven.
/// - An exit status or a signal is that of the actor's first process.
/// - Calls are those of the actor's whole tree; they count when they return, for `times` also while they wait for ever.
/// - Objects are taken as the kernel had them after everybody's end, or when the play looked at them.
std::vector<analysis::Finding> check(const course::Scenario& scenario, const course::Lab& lab, const trace::Trace& trace,
                                     const std::map<std::string, std::string>& values);

} // namespace ipclab::judge
