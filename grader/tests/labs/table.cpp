// The table of labs, from runs: what each reference's grading says, and what the mutants' tests have found.

#include "checks.h"
#include "mutant.h"

#include "course/catalogue.h"
#include "course/course_file.h"
#include "judge/grade.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::labs {
namespace fs = std::filesystem;
namespace {

using Seconds = std::chrono::duration<double>;

struct Sum {
    std::size_t labs = 0, scenarios = 0, complete = 0, mutants = 0, right = 0;
    int points = 0, runs = 0;
    Seconds grading{}, compiling{};
};

/// All of its programs, with nothing kept from before.
Seconds time_to_compile(course::Lab lab) {
    lab.scenarios.clear();
    judge::GradeRequest request;
    request.folder = root() / "solutions" / lab.id;
    request.lab = std::move(lab);
    request.cache = cache() / "table";
    fs::remove_all(request.cache);
    const auto elapsed = judge::grade(request).elapsed;
    fs::remove_all(request.cache);
    return elapsed;
}

/// "wrong-output 12, deadlock 4": the most frequent first.
std::string counted(const std::map<std::string, int>& counts) {
    std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
    std::ranges::stable_sort(sorted, std::ranges::greater{}, &std::pair<std::string, int>::second);
    std::vector<std::string> texts;
    for (const auto& [what, count] : sorted)
        texts.push_back(fmt::format("{} {}", what, count));
    return fmt::format("{}", fmt::join(texts, ", "));
}

std::size_t right_ones(const std::string& id) {
    const auto folder = root() / "grader" / "tests" / "labs" / "right" / id;
    if (!fs::is_directory(folder)) return 0;
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

void tell_lab(const std::string& id, Sum& sum) {
    const auto lab = lab_named(id);
    const auto compiling = time_to_compile(lab);
    grade(lab, root() / "solutions" / id); // so that all is built
    const auto verdict = grade(lab, root() / "solutions" / id);

    std::map<std::string, int> failed_by, headlines, second;
    const auto mutants = mutants_of(id);
    std::size_t known = 0;
    for (const auto& mutant : mutants) {
        ++headlines[mutant.headline];
        for (const auto& rule : mutant.also)
            ++second[rule];
        const Record record(mutant);
        if (record.is_known()) ++known;
        for (const auto& scenario : record.failed())
            ++failed_by[scenario];
    }
    fmt::print("### {}: {}\n\n| scenario | points | tried | runs | mutants found |\n| --- | ---: | --- | ---: | ---: |\n",
               id, lab.title);
    int runs = 0;
    for (const auto& scenario : verdict.scenarios) {
        fmt::print("| `{}` | {}/{} | {} | {} | {} |\n", scenario.name, scenario.points, scenario.of,
                   scenario.not_tried ? "not here" : scenario.coverage, scenario.runs, failed_by[scenario.name]);
        runs += scenario.runs;
        if (is_explored_completely(scenario)) ++sum.complete;
    }
    fmt::print("| general rules | {}/{} | | | |\n\n", verdict.rule_points, verdict.rule_of);
    const auto right = right_ones(id);
    const Seconds grading = verdict.elapsed;
    fmt::print("{} of {} points. {} mutants: {}; as a second bug: {}. {} right solutions of other shapes.\n", verdict.points,
               verdict.of, mutants.size(), counted(headlines), second.empty() ? "none" : counted(second), right);
    if (known < mutants.size())
        fmt::print("Of {} mutants it is not known yet where they are found: ctest -R \"labs: mutant {}\".\n",
                   mutants.size() - known, id);
    fmt::print("{} runs in {:.1f} s; compiling takes {:.1f} s.\n\n", runs, grading.count(), compiling.count());
    ++sum.labs;
    sum.scenarios += verdict.scenarios.size();
    sum.mutants += mutants.size();
    sum.right += right;
    sum.points += verdict.of;
    sum.runs += runs;
    sum.grading += grading;
    sum.compiling += compiling;
}

} // namespace

void tell_table(std::vector<std::string> labs) {
    if (labs.empty())
        for (const auto& lab : course::read_course(root() / "labs").labs)
            labs.push_back(lab.id);
    Sum sum;
    for (const auto& lab : labs)
        tell_lab(lab, sum);
    fmt::print("Together: {} labs, {} points, {} scenarios, {} of them explored completely, {} mutants, {} right solutions "
               "of other "
               "shapes. {} runs in {:.1f} s, which is {:.1f} times as long as compiling ({:.1f} s).\n",
               sum.labs, sum.points, sum.scenarios, sum.complete, sum.mutants, sum.right, sum.runs, sum.grading.count(),
               sum.grading / sum.compiling, sum.compiling.count());
}

} // namespace ipclab::labs
