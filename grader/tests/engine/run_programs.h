#pragma once

/// @file
/// The small programs of samples/, run under the engine in a jail of their own, or by themselves for comparison.

#include "engine/run.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::engine::tests {

/// A sample and its arguments: {"deadlock", "empty"}.
using Command = std::vector<std::string>;

/// Where the samples were built.
std::string sample(const std::string& name);

/// The most that this machine and this user can have.
Level best_level();

/// A jail in which the samples are there, wherever they were built.
Ended jailed(Level level, const std::function<std::string(const Inside&)>& task,
             const std::function<void(std::string_view)>& on_message = {});

/// A folder for a run below the jail's own, so that its name is the same in every jail.
std::string own_folder(const Inside& inside);

struct Settings {
    Level level = best_level();
    std::string schedule = "fixed";
    Budget budget{};
    int runs = 1;
    Watch watch = Watch::none;
    std::vector<Fault> faults{};
    bool stop_at_accesses = false;
};

/// What a run gave: the trace went through its JSON on its way out of the jail.
struct RunResult {
    trace::Trace trace;
    std::string schedule_text;
    std::string decisions;
    /// What an actor wrote; actors are named "A", "B", … in the order of their commands.
    [[nodiscard]] std::string output(const std::string& actor = "A") const;
    /// Exit status of the actor's first process, 128 and its signal, or -1 where it has not ended.
    [[nodiscard]] int status(const std::string& actor = "A") const;
    /// Calls of the twelve kinds as "A: msgsnd(…) = …", in their order.
    [[nodiscard]] std::vector<std::string> calls() const;
    /// Who waits at the end: "A/1 waits for a message in Q0".
    [[nodiscard]] std::vector<std::string> waiting() const;
    /// States that the named objects had after the last event that changed them.
    [[nodiscard]] std::vector<int> last_values() const;
};

/// Starts the programs at once, as actors A, B, …
RunResult run_programs(const std::vector<Command>& commands, const Settings& settings = {});
/// The same, `settings.runs` times in one jail; `schedule_of` gives the schedule of each.
std::vector<RunResult> run_often(const std::vector<Command>& commands, const Settings& settings,
                                 const std::function<std::string(int)>& schedule_of);
/// A play of any steps.
RunResult play(const std::vector<Step>& steps, const Settings& settings = {});
/// A step that starts a sample.
Step start(const std::string& actor, const Command& command);
/// A step that waits until an actor is blocked in this call.
Step until_blocked(const std::string& actor, const std::string& call);

/// A program that nobody controls, in a jail, as the user that the engine's programs have.
struct Native {
    std::string output;
    int status = -1; ///< as in RunResult
};
Native run_natively(const Command& command);

} // namespace ipclab::engine::tests
