#pragma once

/// @file
/// A scenario played in a jail under one schedule after the other, until one shows that it fails. Inside of judge/ only.

#include "course/lab.h"
#include "engine/fault.h"
#include "engine/jail.h"
#include "judge/build.h"
#include "judge/verdict.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::judge {

/// What one scenario needs.
struct ScenarioRequest {
    const course::Lab& lab;
    const course::Scenario& scenario;
    const std::vector<Built>& programs; ///< all of the lab
    std::uint64_t seed = 1;
    int runs = 1;                        ///< schedules at most
    std::optional<std::string> schedule; ///< only this one, and its trace is shown
    std::optional<engine::Fault> moment; ///< then: of a scenario that is repeated at every moment
    bool pages = false;                  ///< then: with closed pages
    engine::Level level = engine::Level::none;
    std::function<void(int run)> progress; ///< from 1
};

/// The programs that a scenario starts, in the lab's order; all of them have to be built.
std::vector<const Built*> programs_of(const course::Scenario& scenario, const std::vector<Built>& programs);

/// Name, story, hints and worth of a scenario, with its values in them; nothing of how it went.
ScenarioVerdict announced(const course::Scenario& scenario, std::uint64_t seed);

/// Plays and judges. Throws `Interrupted`; every other failure of ours is in `grader_error`.
ScenarioVerdict run_scenario(const ScenarioRequest& request);

} // namespace ipclab::judge
