#pragma once

/// @file
/// The general rules: what holds in every lab unless a scenario waives it. Each is a small pure function of a trace.

#include "analysis/finding.h"

#include <set>
#include <span>

namespace ipclab::analysis {

/// A rule: its id, its one-line meaning, and the function that looks for it.
struct Rule {
    std::string_view id;
    std::string_view summary;
    std::vector<Finding> (*find)(const trace::Trace&);
};

/// All rules, in the order in which they become a headline: causes before consequences.
std::span<const Rule> rules();
const Rule* find_rule(std::string_view id);

/// Applies all rules but the waived ones. Ordered as `rules()`: errors before advice.
std::vector<Finding> apply(const trace::Trace& trace, const std::set<std::string>& waived = {});

/// The deadlock's story, for its finding and for `ipclab trace`: who waits for what, who could have helped and why they can't.
std::string tell_deadlock(const trace::Trace& trace);

} // namespace ipclab::analysis
