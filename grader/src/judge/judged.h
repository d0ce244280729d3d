#pragma once

/// @file
/// What is wrong with one run of a scenario. Inside of judge/ only.

#include "analysis/finding.h"
#include "course/lab.h"
#include "trace/trace.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::judge {

/// A run's findings, the headline first, and whether it wins the scenario's points.
struct Judged {
    trace::Trace trace; ///< only of one that is shown
    std::vector<analysis::Finding> findings;
    bool won = false;
    std::optional<std::string> grader_error;
    std::string token;     ///< replays it
    bool diverged = false; ///< it was to be another run again, and went another way
    /// Nothing is to be told but advice.
    [[nodiscard]] bool clean() const;
    /// What it fails by, in a word; "" where it wins.
    [[nodiscard]] std::string fault() const;
    /// Nothing that it shows is certain: it is not held against anybody, and we say why we do not know.
    void prove_nothing(std::string why);
    /// These findings are not certain.
    void doubt(const std::function<bool(const analysis::Finding&)>& doubtful);
};

/// Applies rules and expectations. `values` are those that the scenario's placeholders stand for.
Judged judge(const trace::Trace& trace, const course::Scenario& scenario, const course::Lab& lab,
             const std::map<std::string, std::string>& values);

} // namespace ipclab::judge
