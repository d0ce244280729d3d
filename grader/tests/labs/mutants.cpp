#include "checks.h"
#include "mutant.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::labs {
namespace fs = std::filesystem;
namespace {

bool has_error(const judge::ScenarioVerdict& scenario) {
    return std::ranges::any_of(scenario.findings,
                               [](const auto& finding) { return finding.level == analysis::Level::error; });
}

bool is_found(const judge::LabVerdict& verdict, const std::string& rule) {
    return std::ranges::any_of(verdict.scenarios, [&](const auto& scenario) {
        return std::ranges::find(scenario.findings, rule, &analysis::Finding::rule) != scenario.findings.end();
    });
}

/// The lab with some of its scenarios. Where none of them is there, all: the name is told to be wrong then.
course::Lab only(course::Lab lab, const std::set<std::string>& scenarios) {
    const auto is_other = [&](const course::Scenario& scenario) { return !scenarios.contains(scenario.name); };
    if (!std::ranges::all_of(lab.scenarios, is_other)) std::erase_if(lab.scenarios, is_other);
    return lab;
}

} // namespace

void check_mutant(const fs::path& patch, Scenarios scenarios) {
    const auto wanted = read_mutant(patch);
    const Patched patched(wanted);
    auto lab = lab_named(wanted.lab);
    // What it does in the others costs most of the time, and nobody asks for it.
    if (scenarios == Scenarios::named && !wanted.scenario.empty() && wanted.also.empty())
        lab = only(std::move(lab), {wanted.scenario});
    const auto verdict = grade(lab, patched.folder());
    Record(wanted).add(verdict);
    const auto described = fmt::format("{} should get the headline {}{}:\n{}", patch.filename().string(), wanted.headline,
                                       wanted.scenario.empty() ? "" : " in " + wanted.scenario, told(verdict));
    const std::string next =
        "is the mistake what the story says? Then the lab or a rule does not see it yet: mend that first";
    if (wanted.headline == "does-not-compile") {
        require(!verdict.built(), described, next);
        return;
    }
    require(verdict.built(), described, next);
    for (const auto& scenario : verdict.scenarios)
        if (scenario.name == wanted.scenario && scenario.not_tried)
            throw NotTried(fmt::format("{} is not tried here: {}", scenario.name, *scenario.not_tried));
    require(!verdict.full(), described, next);
    for (const auto& rule : wanted.also)
        require(is_found(verdict, rule),
                fmt::format("{} should get {} too:\n{}", patch.filename().string(), rule, told(verdict)),
                "see whether the other bug hides this one; two that do not touch each other are easier to tell");
    for (const auto& scenario : verdict.scenarios) {
        if (scenario.name != wanted.scenario && !(wanted.scenario.empty() && has_error(scenario))) continue;
        require(has_error(scenario) && scenario.findings.front().rule == wanted.headline, described, next);
        return;
    }
    throw Failed(described, next);
}

void check_covered(const std::string& id) {
    const auto lab = lab_named(id);
    std::set<std::string> missed;
    for (const auto& scenario : lab.scenarios)
        missed.insert(scenario.name);
    const auto mutants = mutants_of(id);
    const auto take_off = [&](const Mutant& mutant) {
        for (const auto& scenario : Record(mutant).failed())
            missed.erase(scenario);
    };
    for (const auto& mutant : mutants)
        take_off(mutant);
    // What no mutant's own test has found: the others may fail it all the same.
    for (const auto& mutant : mutants) {
        if (missed.empty()) return;
        const Patched patched(mutant);
        Record(mutant).add(grade(only(lab, missed), patched.folder()));
        take_off(mutant);
    }
    if (missed.empty()) return;
    throw Failed(fmt::format("no mutant of {} fails these scenarios: {}", id, fmt::join(missed, ", ")),
                 fmt::format("write a mutant that fails {}: which mistake is it there for?", *missed.begin()));
}

} // namespace ipclab::labs
