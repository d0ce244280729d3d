#pragma once

/// @file
/// The faults and circumstances of a scenario, for the engine. Inside of judge/ only.

#include "course/lab.h"
#include "engine/moments.h"
#include "engine/run.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::judge {

/// The fault that a step asks for. Of one that is repeated at every moment, the moment is still to be filled in.
engine::Fault fault_of(const course::Fault& step);

/// The step that the scenario is repeated for; nullptr where there is none.
const course::Fault* repeated_step(const course::Scenario& scenario);

/// Whether the moments of that step are accesses to shared memory, or to a file: the runs have to stop at each.
bool stops_at_accesses(const course::Scenario& scenario);

/// All moments at which the scenario is to be played, from a run of it without that fault.
std::vector<engine::Fault> moments_of(const course::Fault& step, const trace::Trace& run);

/// The objects that are there before the play. `keys` are those of the run's folder.
std::vector<engine::Given> given_objects(const course::Scenario& scenario, const course::Lab& lab,
                                         const std::map<std::string, std::string>& known,
                                         const std::vector<trace::NamedKey>& keys);

/// Why the scenario cannot be tried on this machine; nothing where it can. Ask it in the jail.
std::optional<std::string> unmet_need(const course::Scenario& scenario);

} // namespace ipclab::judge
