#pragma once

/// @file
/// The parts of a scenario, each read by a file of its own. Inside of course/ only.

#include "course/placeholders.h"
#include "course/table.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::course {

/// What the lab has said before its scenarios, as names that they may use. Names with mistakes in their definition are among
/// them: a second complaint where they are used would help nobody.
struct Known {
    std::vector<std::string> programs;
    std::vector<Key> keys;
    std::vector<std::string> key_tables;
    std::vector<std::string> rules; ///< empty: unknown, so not checked
};

Scenario read_scenario(const Node& node, const Known& known, Problems& problems);

std::vector<std::pair<std::string, Draw>> read_values(const Node& node, Problems& problems);

/// Who a play starts, and whether every `start` could be read: if not, an unknown actor may be one of those.
struct Cast {
    std::vector<std::string> actors;
    bool complete = true;
};
std::vector<Step> read_play(const Node& node, const Known& known, const Scope& scope, Cast& cast, Problems& problems);

/// @name Faults: what is done to an actor at a moment of its own.
/// @{
/// Whether a step has a key that names a moment: `before`, `while_holding`, `at`, …
bool names_moment(const Node& step);
/// The moment, and with `fail` the call and the errno; false where something in it is wrong, which is reported.
bool read_moment(Table& table, Fault& fault, const Known& known, Problems& problems);
/// Repeating for every moment is asked for once at most.
void check_repeats(const std::vector<Step>& steps, const Node& play, Problems& problems);
/// @}

/// `files` of a scenario.
void read_files(const Node& node, Scenario& scenario, const Known& known, const Scope& scope, Problems& problems);

/// `given`, `needs`, `ids` and `sleepers` of a scenario.
void read_circumstances(Table& table, Scenario& scenario, const Known& known, const Scope& scope, Problems& problems);

/// What is expected of the object that `object` names.
ExpectObject read_object(Table& table, const Node& object, std::string_view key, const Known& known, const Scope& scope,
                         Problems& problems);
/// The lab's own sentence; empty where there is none.
std::string read_because(Table& table, const Scope& scope, Problems& problems);

std::vector<Expectation> read_expectations(const Node& node, const Known& known, const Scope& scope, const Cast& cast,
                                           Problems& problems);

/// @name Small parts that several need.
/// @{
/// Rule ids of a `waive`.
std::set<std::string> read_waive(Table& table, const Known& known, Problems& problems);
/// The name of a call out of `names`; reports others.
std::optional<std::string> read_call(const Node& node, const std::vector<std::string>& names, Problems& problems);
/// The name of a signal.
std::optional<std::string> read_signal(const Node& node, Problems& problems);
/// Whether a path leads to somewhere inside of the folder that it begins in.
bool is_inner_path(const std::string& path);
/// Whether a name is made of letters, digits, - and _ (with `lower`: of a-z, 0-9 and - only); reports it otherwise.
bool check_name(std::string_view name, const Span& where, std::string_view what, bool lower, Problems& problems);
/// @}

} // namespace ipclab::course
