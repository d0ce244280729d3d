#include "checks.h"

#include "course/read_lab.h"
#include "judge/grade.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::labs {
namespace fs = std::filesystem;
namespace {

fs::path from_environment(const char* name) {
    const char* value = std::getenv(name);
    require(value != nullptr, fmt::format("{} is not set", name));
    return value;
}

} // namespace

void require(bool holds, const std::string& sentence, const std::string& next) {
    if (!holds) throw Failed(sentence, next);
}

fs::path root() { return from_environment("IPCLAB_ROOT"); }
fs::path cache() { return from_environment("IPCLAB_CHECK_CACHE"); }

course::Lab lab_named(const std::string& id) { return course::read_lab(root() / "labs" / id, id); }

judge::LabVerdict grade(const course::Lab& lab, const fs::path& folder) {
    judge::GradeRequest request;
    request.lab = lab;
    request.folder = folder;
    request.cache = cache();
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

} // namespace ipclab::labs
