#pragma once

/// @file
/// From a submission's folder to a verdict: build, play each scenario in a jail under several schedules, judge the traces.

#include "course/lab.h"
#include "engine/jail.h"
#include "judge/token.h"
#include "judge/verdict.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

namespace ipclab::judge {

/// How far a grading is.
struct Progress {
    enum class Stage : std::uint8_t { building, running };
    Stage stage{};
    std::size_t number = 0, of = 0; ///< programs that are ready; or which scenario, from 1
    std::string scenario;           ///< while running
    int run = 0, runs = 0;          ///< of this scenario, from 1; at most that many
};

struct GradeRequest {
    course::Lab lab;
    std::filesystem::path folder; ///< the submission
    std::filesystem::path cache;  ///< of built programs
    std::uint64_t seed = 1;       ///< that values are drawn from
    std::optional<int> runs;      ///< at most so many schedules a scenario; else what the lab says, up to `usual_runs`
    std::optional<std::string> compiler;
    std::optional<engine::Level> level; ///< of containment; nothing: the highest that the machine allows
    std::function<void(const Progress&)> progress;
};

/// Schedules that are tried where nothing else is asked for: the fixed one and random ones.
inline constexpr int usual_runs = 500;

/// Grades. What is wrong with the submission is in the verdict; so is what failed on our side, as `grader_error` of the scenario or
/// the lab. Throws `MissingCompiler`, and `Interrupted` when we were asked to stop; nothing is left behind then.
LabVerdict grade(const GradeRequest& request);

/// A token that cannot be replayed with these files: what() is a sentence for people.
class ReplayRefused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct ReplayRequest {
    course::Lab lab;
    std::filesystem::path folder;
    std::filesystem::path cache;
    Token token;
    std::optional<std::string> compiler;
    std::optional<engine::Level> level;
};

/// The token's run once more; `shown` is there also where all is well. Throws `ReplayRefused` where the lab, the scenario or the
/// programs are not those of the token, and what `grade` throws.
ScenarioVerdict replay(const ReplayRequest& request);

} // namespace ipclab::judge
