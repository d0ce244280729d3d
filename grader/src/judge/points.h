#pragma once

/// @file
/// Who wins which points, and which finding is told first. Pure.

#include "analysis/finding.h"
#include "course/lab.h"
#include "judge/verdict.h"
#include "trace/trace.h"

#include <set>
#include <string>
#include <vector>

namespace ipclab::judge {

/// Whether a run wins its scenario's points, which it does as a whole or not at all:
/// - no expectation failed;
/// - it came to its end: no deadlock, no livelock, no limit, no step that was not reached;
/// - nobody crashed (a fault's signal ended a process and the scenario did not expect that).
///
/// The last two do not count where the scenario or its lab waives the rule of that name. What else the general rules found costs
/// the lab's rule points, not the scenario's.
bool wins(const trace::Trace& trace, const std::vector<analysis::Finding>& failed_expectations,
          const course::Scenario& scenario, const std::set<std::string>& waived);

/// The rules that do not hold in a scenario: its own and its lab's.
std::set<std::string> waived_in(const course::Scenario& scenario, const course::Lab& lab);

/// One list, the headline first: causes in the order of analysis::rules(); then what was expected and did not come; then what
/// was left behind, which often is a consequence; then advice.
std::vector<analysis::Finding> ordered(std::vector<analysis::Finding> rules, std::vector<analysis::Finding> expectations);

/// Fills the lab's sums from its scenarios: `points`, `of`, `rule_points`, `rules`.
///
/// The rule points are lost by one error of a rule in any scenario, and won only if at least one scenario passed: a program that
/// does nothing breaks no rule either. Scenarios that could not be tried on this machine are left out of `of` (and the rule points
/// with them, where none could be); where we failed ourselves, `of` keeps the points, so that nobody takes the sum for a full one.
void sum_up(LabVerdict& verdict, const course::Lab& lab);

} // namespace ipclab::judge
