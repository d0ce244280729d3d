#pragma once

/// @file
/// What the checks of the labs share.

#include "course/lab.h"
#include "judge/verdict.h"

#include <cstdint>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace ipclab::labs {

/// A check that did not hold: what is wrong, and one sentence on what to do next.
class Failed : public std::runtime_error {
public:
    explicit Failed(const std::string& sentence, std::string next = {})
        : std::runtime_error(sentence), next_(std::move(next)) {}
    [[nodiscard]] const std::string& next() const { return next_; }

private:
    std::string next_;
};

/// This machine cannot do what the check is about: a test that is skipped, not one that has failed.
class NotTried : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

void require(bool holds, const std::string& sentence, const std::string& next = {});

/// The kit's root, and where built programs are kept: from IPCLAB_ROOT and IPCLAB_CHECK_CACHE.
std::filesystem::path root();
std::filesystem::path cache();

course::Lab lab_named(const std::string& id);
/// Throws `Failed` where the grader itself did.
judge::LabVerdict grade(const course::Lab& lab, const std::filesystem::path& folder);
/// "sender-first 0/3: deadlock, wrong-exit" and the first message, for each scenario; what did not compile.
std::string told(const judge::LabVerdict& verdict);
std::string contents(const std::filesystem::path& file);

/// @name Mutants: wrong solutions, as patches on the reference
/// @{
/// The lab that a patch belongs to.
std::string lab_of(const std::filesystem::path& patch);
/// What a mutant is graded in: in the scenario that its patch names, if it names one and no second bug; or in all.
enum class Scenarios : std::uint8_t { named, all };
/// It gets the findings that its patch names.
void check_mutant(const std::filesystem::path& patch, Scenarios scenarios);
/// Every scenario is failed by a mutant.
void check_covered(const std::string& id);
/// @}

/// @name Gradings
/// @{
/// Every order of a scenario was tried, and there are not too many.
bool is_explored_completely(const judge::ScenarioVerdict& scenario);
void check_reference(const std::string& id);
void check_right(const std::string& id, const std::string& shape);
void check_skeleton(const std::string& id);
void check_repeats(const std::string& id, int times);
void check_replays(const std::string& id, int times);
/// @}

/// Scenarios, orders, mutants and times of these labs, or of all in the course, as Markdown.
void tell_table(std::vector<std::string> labs);

} // namespace ipclab::labs
