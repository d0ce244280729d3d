// The labs as a set, each by one command so that ctest can run them side by side:
//
//   labs_check reference LAB     the reference gets all points, without advice
//   labs_check right LAB SHAPE   a right solution of another shape, in right/LAB/SHAPE, gets all points
//   labs_check skeleton LAB      the skeleton compiles, scores nothing, and its first message says what to do first
//   labs_check mutant PATCH      the wrong solution gets the findings that its patch names:
//                                  # headline: RULE      the first one
//                                  # scenario: NAME      in this scenario; without it, in the first that finds an error
//                                  # also: RULE          of a second bug, somewhere else or beneath the first
//                                  # story: TEXT         what the program does wrong; must be there
//   labs_check covered LAB       every scenario is failed by a mutant: one that nobody fails tests nothing
//   labs_check replays LAB N     the token of each scenario, replayed N times, gives one trace
//   labs_check repeat LAB N      N gradings of the reference, one after the other, give one verdict
//
// The kit's root is in IPCLAB_ROOT; what is built goes to IPCLAB_CHECK_CACHE.

#include "course/catalogue.h"
#include "course/read_lab.h"
#include "judge/grade.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace ipclab;
namespace fs = std::filesystem;

/// A check that did not hold.
class Failed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

void require(bool holds, const std::string& sentence) {
    if (!holds) throw Failed(sentence);
}

fs::path from_environment(const char* name) {
    const char* value = std::getenv(name);
    require(value != nullptr, fmt::format("{} is not set", name));
    return value;
}

fs::path root() { return from_environment("IPCLAB_ROOT"); }

course::Lab lab_named(const std::string& id) { return course::read_lab(root() / "labs" / id, id); }

judge::LabVerdict grade(const course::Lab& lab, const fs::path& folder) {
    judge::GradeRequest request;
    request.lab = lab;
    request.folder = folder;
    request.cache = from_environment("IPCLAB_CHECK_CACHE");
    auto verdict = judge::grade(request);
    require(!verdict.grader_error, verdict.grader_error.value_or(""));
    for (const auto& scenario : verdict.scenarios)
        require(!scenario.grader_error, fmt::format("{}: {}", scenario.name, scenario.grader_error.value_or("")));
    return verdict;
}

/// "sender-first: deadlock, wrong-exit" for each scenario with findings.
std::string told(const judge::LabVerdict& verdict) {
    std::string text;
    for (const auto& build : verdict.builds)
        if (!build.ok) text += fmt::format("  {}: {}\n{}\n", build.program, build.problem, build.messages);
    for (const auto& scenario : verdict.scenarios) {
        std::vector<std::string> rules;
        for (const auto& finding : scenario.findings)
            rules.push_back(finding.rule);
        text += fmt::format("  {} {}/{}: {}\n", scenario.name, scenario.points, scenario.of, fmt::join(rules, ", "));
        if (!scenario.findings.empty()) text += fmt::format("    {}\n", scenario.findings.front().message);
    }
    return text;
}

std::string contents(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    require(stream.good(), fmt::format("{} cannot be read", file.string()));
    return {std::istreambuf_iterator<char>(stream), {}};
}

void reference(const std::string& id) {
    const auto verdict = grade(lab_named(id), root() / "solutions" / id);
    require(verdict.full(),
            fmt::format("the reference of {} gets {} of {} points:\n{}", id, verdict.points, verdict.of, told(verdict)));
    for (const auto& scenario : verdict.scenarios)
        require(scenario.findings.empty(), fmt::format("the reference of {} gets advice:\n{}", id, told(verdict)));
    for (const auto& build : verdict.builds)
        require(build.messages.empty(), fmt::format("the reference of {} compiles with warnings:\n{}", id, build.messages));
}

void right(const std::string& id, const std::string& shape) {
    const auto folder = root() / "grader" / "tests" / "labs" / "right" / id / shape;
    require(fs::is_directory(folder), fmt::format("there is no {}", folder.string()));
    const auto verdict = grade(lab_named(id), folder);
    require(verdict.full(), fmt::format("the right solution {} of {} gets {} of {} points:\n{}", shape, id, verdict.points,
                                        verdict.of, told(verdict)));
}

void skeleton(const std::string& id) {
    const auto lab = lab_named(id);
    const auto verdict = grade(lab, lab.folder);
    require(verdict.built(), fmt::format("the skeleton of {} does not compile:\n{}", id, told(verdict)));
    require(verdict.points == 0, fmt::format("the skeleton of {} gets {} points:\n{}", id, verdict.points, told(verdict)));
    for (const auto& build : verdict.builds)
        require(build.messages.empty(), fmt::format("the skeleton of {} compiles with warnings:\n{}", id, build.messages));
    // What a student sees first must be what to do first.
    require(!verdict.scenarios.empty() && verdict.scenarios.front().shown.has_value(), "the first scenario shows no run");
    std::string errors;
    for (const auto& event : verdict.scenarios.front().shown->events)
        if (const auto* output = std::get_if<trace::Output>(&event.what); output != nullptr && output->fd == 2)
            errors += output->bytes;
    require(errors.find("TODO 1") != std::string::npos,
            fmt::format("the skeleton of {} does not point to TODO 1, but says: {}", id, errors));
    // The handout and the skeleton number the same tasks.
    const auto numbers = [](const std::string& text) {
        static const std::regex todo(R"(TODO (\d+))");
        std::set<std::string> found;
        for (std::sregex_iterator it(text.begin(), text.end(), todo), end; it != end; ++it)
            found.insert((*it)[1]);
        return found;
    };
    std::set<std::string> in_files;
    for (const auto& entry : fs::directory_iterator(lab.folder))
        if (entry.path().extension() != ".md" && entry.path().extension() != ".toml")
            in_files.merge(numbers(contents(entry.path())));
    const auto in_handout = numbers(contents(lab.folder / "README.md"));
    require(in_files == in_handout, fmt::format("TODOs of the skeleton: {}; of the handout: {}", fmt::join(in_files, " "),
                                                fmt::join(in_handout, " ")));
}

/// A mutant's patch: what stands in the lines before the difference.
struct Mutant {
    fs::path patch;
    std::string lab, headline, scenario;
    std::vector<std::string> also;
};

Mutant read_mutant(const fs::path& patch) {
    Mutant mutant{.patch = patch, .lab = {}, .headline = {}, .scenario = {}, .also = {}};
    mutant.lab = fs::relative(patch.parent_path(), root() / "grader" / "mutants").generic_string();
    std::ifstream lines(patch);
    bool story = false;
    for (std::string line; std::getline(lines, line) && line.starts_with("# ");) {
        if (line.starts_with("# headline: ")) mutant.headline = line.substr(12);
        if (line.starts_with("# scenario: ")) mutant.scenario = line.substr(12);
        if (line.starts_with("# also: ")) mutant.also.push_back(line.substr(8));
        story = story || line.starts_with("# story: ");
    }
    require(!mutant.headline.empty() && story, fmt::format("{} names no headline or no story", patch.string()));
    return mutant;
}

/// The reference with the patch applied, in a folder of its own.
class Patched {
public:
    explicit Patched(const Mutant& mutant)
        : folder_(from_environment("IPCLAB_CHECK_CACHE") / "mutants" / mutant.lab / mutant.patch.stem()) {
        fs::remove_all(folder_);
        fs::create_directories(folder_.parent_path());
        fs::copy(root() / "solutions" / mutant.lab, folder_, fs::copy_options::recursive);
        const auto command = fmt::format("patch -s -p1 -d '{}' < '{}'", folder_.string(), mutant.patch.string());
        require(std::system(command.c_str()) == 0, fmt::format("{} does not apply to the reference", mutant.patch.string()));
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

void mutant(const fs::path& patch) {
    const auto wanted = read_mutant(patch);
    const Patched patched(wanted);
    const auto verdict = grade(lab_named(wanted.lab), patched.folder());
    const auto described = fmt::format("{} should get the headline {}{}:\n{}", patch.filename().string(), wanted.headline,
                                       wanted.scenario.empty() ? "" : " in " + wanted.scenario, told(verdict));
    if (wanted.headline == "does-not-compile") {
        require(!verdict.built(), described);
        return;
    }
    require(verdict.built(), described);
    require(!verdict.full(), described);
    for (const auto& rule : wanted.also)
        require(is_found(verdict, rule),
                fmt::format("{} should get {} too:\n{}", patch.filename().string(), rule, told(verdict)));
    for (const auto& scenario : verdict.scenarios) {
        if (scenario.name != wanted.scenario && !(wanted.scenario.empty() && has_error(scenario))) continue;
        require(has_error(scenario) && scenario.findings.front().rule == wanted.headline, described);
        return;
    }
    throw Failed(described);
}

void covered(const std::string& id) {
    const auto lab = lab_named(id);
    std::set<std::string> missed;
    for (const auto& scenario : lab.scenarios)
        missed.insert(scenario.name);
    for (const auto& entry : fs::directory_iterator(root() / "grader" / "mutants" / id)) {
        const auto wanted = read_mutant(entry.path());
        const Patched patched(wanted);
        for (const auto& scenario : grade(lab, patched.folder()).scenarios)
            if (scenario.points < scenario.of) missed.erase(scenario.name);
        if (missed.empty()) return;
    }
    throw Failed(fmt::format("no mutant of {} fails these scenarios: {}", id, fmt::join(missed, ", ")));
}

void repeat(const std::string& id, int times) {
    const auto lab = lab_named(id);
    std::set<std::string> verdicts;
    for (int i = 0; i < times; ++i) {
        auto verdict = grade(lab, root() / "solutions" / id);
        verdict.elapsed = {};
        verdicts.insert(judge::to_json({verdict}));
        require(verdict.full(),
                fmt::format("grading {} of {} gave {} points:\n{}", i + 1, times, verdict.points, told(verdict)));
    }
    require(verdicts.size() == 1, fmt::format("{} gradings gave {} different verdicts", times, verdicts.size()));
    fmt::print("{}: {} gradings, one verdict, {} points\n", id, times, lab.points());
}

/// The first line in which two texts differ, of both.
std::string first_difference(const std::string& one, const std::string& other) {
    std::istringstream left(one), right(other);
    std::string a, b;
    while (std::getline(left, a) && std::getline(right, b))
        if (a != b) break;
    return fmt::format("one run:     {}\nanother run: {}\n", a, b);
}

void replays(const std::string& id, int times) {
    const auto lab = lab_named(id);
    for (const auto& scenario : grade(lab, root() / "solutions" / id).scenarios) {
        judge::ReplayRequest request;
        request.lab = lab;
        request.folder = root() / "solutions" / id;
        request.cache = from_environment("IPCLAB_CHECK_CACHE");
        request.token = judge::parse_token(scenario.token);
        std::set<std::string> traces;
        for (int i = 0; i < times; ++i) {
            const auto verdict = judge::replay(request);
            require(verdict.passed() && verdict.shown, fmt::format("{}, run {} of {}: {}", scenario.token, i + 1, times,
                                                                   verdict.grader_error.value_or("failed")));
            traces.insert(trace::normalised(*verdict.shown));
        }
        if (traces.size() > 1) fmt::print(stderr, "{}", first_difference(*traces.begin(), *traces.rbegin()));
        require(traces.size() == 1, fmt::format("{}: {} replays gave {} traces", scenario.token, times, traces.size()));
        fmt::print("{}: {} replays, one trace\n", scenario.token, times);
    }
}

int run(const std::vector<std::string>& arguments) {
    require(arguments.size() >= 2,
            "usage: labs_check reference|right|skeleton|mutant|covered|repeat|replays WHAT [SHAPE|TIMES]");
    const auto& what = arguments[0];
    if (what == "reference")
        reference(arguments[1]);
    else if (what == "right" && arguments.size() == 3)
        right(arguments[1], arguments[2]);
    else if (what == "skeleton")
        skeleton(arguments[1]);
    else if (what == "mutant")
        mutant(arguments[1]);
    else if (what == "covered")
        covered(arguments[1]);
    else if (what == "repeat" && arguments.size() == 3)
        repeat(arguments[1], std::stoi(arguments[2]));
    else if (what == "replays" && arguments.size() == 3)
        replays(arguments[1], std::stoi(arguments[2]));
    else
        throw Failed("unknown check: " + what);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
