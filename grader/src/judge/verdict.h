#pragma once

/// @file
/// What came of grading: of a scenario, of a lab. Everything a report shows is in here; nothing in here knows how it is shown.

#include "analysis/finding.h"
#include "trace/trace.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::judge {

/// One scenario's result. `findings` is ordered: the headline first, its consequences after it.
struct ScenarioVerdict {
    std::string name;
    std::string story; ///< with the drawn values in it
    int points = 0;    ///< won
    int of = 0;
    int runs = 0;         ///< made, with those that were given up and those of shrinking
    std::string coverage; ///< "all 252 orders"
    std::string token;    ///< replays the run that is shown
    std::vector<analysis::Finding> findings;
    std::vector<std::string> hints;
    std::optional<std::string> not_tried;    ///< why, where this machine could not
    std::optional<std::string> grader_error; ///< our own failure: the scenario has no score
    std::optional<trace::Trace> shown;       ///< the run that the findings are about; nothing where all is well
    [[nodiscard]] bool passed() const { return points == of && !grader_error && !not_tried; }
};

/// How one program was compiled.
struct BuildResult {
    std::string program;
    std::vector<std::string> files; ///< that were compiled, as the student calls them
    std::string command;            ///< what to type to do the same
    bool ok = false;
    std::string messages; ///< the compiler's own, warnings included
    std::string problem;  ///< one sentence of ours: "post.cpp is missing", "it does not compile"
};

struct LabVerdict {
    std::string lab;
    std::string title;
    std::string folder; ///< of the submission, as named on the command line
    std::string seed;
    std::vector<BuildResult> builds;
    std::vector<ScenarioVerdict> scenarios;
    int points = 0;
    int of = 0;
    int rule_points = 0; ///< won, of `rule_of`
    int rule_of = 0;
    std::vector<analysis::Finding> rules; ///< the rule findings that cost the rule points, a rule once
    std::string level;                    ///< containment: "full", "ipc", "none"
    std::string source_hash;
    std::chrono::milliseconds elapsed{0};
    std::optional<std::string> grader_error;
    [[nodiscard]] bool built() const;
    [[nodiscard]] bool full() const { return points == of && !grader_error; }
};

/// Version of the JSON below; grows when a reader would have to change.
inline constexpr int format_version = 1;

std::string to_json(const std::vector<LabVerdict>& verdicts, int indent = 2);
std::vector<LabVerdict> from_json(std::string_view text);
/// @name One scenario, without the envelope: what crosses from the jail.
/// @{
std::string to_json(const ScenarioVerdict& verdict);
ScenarioVerdict scenario_from_json(std::string_view text);
/// @}

} // namespace ipclab::judge
