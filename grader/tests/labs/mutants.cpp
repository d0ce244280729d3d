#include "checks.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::labs {
namespace fs = std::filesystem;

std::string lab_of(const fs::path& patch) {
    return fs::relative(patch.parent_path(), root() / "grader" / "mutants").generic_string();
}

namespace {

/// A mutant's patch: what stands in the lines before the difference.
struct Mutant {
    fs::path patch;
    std::string lab, headline, scenario;
    std::vector<std::string> also;
};

Mutant read_mutant(const fs::path& patch) {
    Mutant mutant{.patch = patch, .lab = {}, .headline = {}, .scenario = {}, .also = {}};
    mutant.lab = lab_of(patch);
    std::ifstream lines(patch);
    bool story = false;
    for (std::string line; std::getline(lines, line) && line.starts_with("# ");) {
        if (line.starts_with("# headline: ")) mutant.headline = line.substr(12);
        if (line.starts_with("# scenario: ")) mutant.scenario = line.substr(12);
        if (line.starts_with("# also: ")) mutant.also.push_back(line.substr(8));
        story = story || line.starts_with("# story: ");
    }
    require(!mutant.headline.empty() && story, fmt::format("{} names no headline or no story", patch.string()),
            "begin it with the lines # headline: RULE and # story: what the program does wrong");
    return mutant;
}

/// The reference with the patch applied, in a folder of its own.
class Patched {
public:
    explicit Patched(const Mutant& mutant) : folder_(cache() / "mutants" / mutant.lab / mutant.patch.stem()) {
        fs::remove_all(folder_);
        fs::create_directories(folder_.parent_path());
        fs::copy(root() / "solutions" / mutant.lab, folder_, fs::copy_options::recursive);
        const auto command = fmt::format("patch -s -p1 -d '{}' < '{}'", folder_.string(), mutant.patch.string());
        require(std::system(command.c_str()) == 0, fmt::format("{} does not apply to the reference", mutant.patch.string()),
                "make it anew: change a copy of the reference, then diff -u the two");
    }
    Patched(const Patched&) = delete;
    Patched& operator=(const Patched&) = delete;
    ~Patched() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    [[nodiscard]] const fs::path& folder() const { return folder_; }

private:
    fs::path folder_;
};

bool has_error(const judge::ScenarioVerdict& scenario) {
    return std::ranges::any_of(scenario.findings,
                               [](const auto& finding) { return finding.level == analysis::Level::error; });
}

bool is_found(const judge::LabVerdict& verdict, const std::string& rule) {
    return std::ranges::any_of(verdict.scenarios, [&](const auto& scenario) {
        return std::ranges::find(scenario.findings, rule, &analysis::Finding::rule) != scenario.findings.end();
    });
}

} // namespace

void check_mutant(const fs::path& patch) {
    const auto wanted = read_mutant(patch);
    const Patched patched(wanted);
    const auto verdict = grade(lab_named(wanted.lab), patched.folder());
    const auto described = fmt::format("{} should get the headline {}{}:\n{}", patch.filename().string(), wanted.headline,
                                       wanted.scenario.empty() ? "" : " in " + wanted.scenario, told(verdict));
    const std::string next =
        "is the mistake what the story says? Then the lab or a rule does not see it yet: mend that first";
    if (wanted.headline == "does-not-compile") {
        require(!verdict.built(), described, next);
        return;
    }
    require(verdict.built(), described, next);
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
    const auto folder = root() / "grader" / "mutants" / id;
    require(fs::is_directory(folder), fmt::format("{} has no mutants", id),
            fmt::format("keep a usual mistake as a patch in grader/mutants/{}/", id));
    for (const auto& entry : fs::directory_iterator(folder)) {
        const auto wanted = read_mutant(entry.path());
        const Patched patched(wanted);
        for (const auto& scenario : grade(lab, patched.folder()).scenarios)
            if (scenario.points < scenario.of) missed.erase(scenario.name);
        if (missed.empty()) return;
    }
    throw Failed(fmt::format("no mutant of {} fails these scenarios: {}", id, fmt::join(missed, ", ")),
                 fmt::format("write a mutant that fails {}: which mistake is it there for?", *missed.begin()));
}

} // namespace ipclab::labs
