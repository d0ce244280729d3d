#include "cli/kit.h"
#include "cli/memory.h"
#include "cli/subcommands.h"
#include "course/nearest.h"
#include "course/values.h"
#include "report/page.h"

#include <algorithm>

#include <fmt/format.h>

namespace ipclab::cli {
namespace {

using report::Style;

/// The seed of the last grading, so that a hint speaks of the words that the student has seen.
std::uint64_t seed_of(const Remembered& memory) {
    try {
        return memory.seed.empty() ? 0 : course::parse_seed(memory.seed);
    } catch (const std::invalid_argument&) {
        return 0;
    }
}

/// The lab that somebody is at: begun, and not all points won yet.
course::LabFolder lab_at_hand(const Kit& kit, const Memory& memory, const Session& session) {
    for (const course::LabFolder& lab : kit.labs()) {
        const auto known = memory.find(lab.id());
        const bool done = known != memory.end() && known->second.won && known->second.won->points == known->second.won->of;
        if (std::filesystem::exists(kit.work(lab)) && !done) return lab;
    }
    throw UsageError{"No lab in work/ lacks points.",
                     fmt::format("Name one: {} hint {}", session.command, kit.labs().front().id())};
}

/// Those that hints are about, the next to look at first: what the last grading did not win, else all.
std::vector<const course::Scenario*> in_question(const course::Lab& lab, const Remembered& memory) {
    std::vector<const course::Scenario*> all, missed;
    for (const course::Scenario& scenario : lab.scenarios) {
        if (scenario.hidden || scenario.hints.empty()) continue;
        all.push_back(&scenario);
        if (std::ranges::find(memory.missed, scenario.name) != memory.missed.end()) missed.push_back(&scenario);
    }
    return missed.empty() ? all : missed;
}

const course::Scenario& named(const course::Lab& lab, const std::string& name) {
    std::vector<std::string> names;
    for (const course::Scenario& scenario : lab.scenarios) {
        if (scenario.hidden) continue;
        if (scenario.name == name) return scenario;
        names.push_back(scenario.name);
    }
    const auto meant = course::nearest(name, names);
    throw UsageError{fmt::format("{} has no scenario \"{}\".", lab.id, name),
                     meant ? fmt::format("Did you mean {}?", *meant)
                           : fmt::format("Its scenarios are {}.", course::listed(names, "and"))};
}

void show(report::Page& page, const course::Scenario& scenario, std::size_t which, std::uint64_t seed) {
    const auto values = course::draw(scenario, seed);
    page.prose(0, fmt::format("{}, hint {} of {}", scenario.name, which + 1, scenario.hints.size()), Style::heading);
    page.prose(2, course::fill(scenario.hints[which], values));
}

} // namespace

int run(const HintOptions& options, const Session& session) {
    const Kit kit{session.root()};
    auto memory = recall(kit.work());
    const course::LabFolder folder = options.lab ? kit.lab(*options.lab, session) : lab_at_hand(kit, memory, session);
    const course::Lab lab = kit.read(folder);
    auto& mine = memory[lab.id];
    if (options.again) mine.hints.clear();

    std::vector<const course::Scenario*> scenarios;
    if (options.scenario)
        scenarios.push_back(&named(lab, *options.scenario));
    else
        scenarios = in_question(lab, mine);

    report::Page page{session.out};
    page.prose(0, lab.id, Style::faint);
    const auto next = std::ranges::find_if(
        scenarios, [&](const course::Scenario* one) { return mine.hints[one->name] < one->hints.size(); });
    if (next != scenarios.end()) {
        auto& given = mine.hints[(*next)->name];
        show(page, **next, given, seed_of(mine));
        ++given;
        page.gap();
        page.prose(0,
                   fmt::format("Try it, then {} grade {}. The next hint: the same command again.", session.command, lab.id),
                   Style::faint);
    } else if (scenarios.empty() || scenarios.front()->hints.empty()) {
        page.prose(0, "There are no hints. Read the handout again, and the pages of man that it names.");
    } else {
        page.prose(0, "You have had them all. Here they are once more:");
        for (const course::Scenario* scenario : scenarios)
            for (std::size_t i = 0; i < scenario->hints.size(); ++i) {
                page.gap();
                show(page, *scenario, i, seed_of(mine));
            }
        page.gap();
        page.prose(0, fmt::format("{} hint {} --again begins with the first.", session.command, lab.id), Style::faint);
    }
    remember(kit.work(), memory);
    print(page.text());
    return static_cast<int>(Status::full);
}

} // namespace ipclab::cli
