#include "checks.h"

#include "judge/grade.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include <fmt/format.h>

namespace ipclab::labs {
namespace fs = std::filesystem;
namespace {

constexpr long most_orders = 5000;

std::string coverages(const judge::LabVerdict& verdict) {
    std::string text;
    for (const auto& scenario : verdict.scenarios)
        text += fmt::format("  {}: {}\n", scenario.name, scenario.coverage);
    return text;
}

/// The first line in which two texts differ, of both.
std::string first_difference(const std::string& one, const std::string& other) {
    std::istringstream left(one), right(other);
    std::string a, b;
    while (std::getline(left, a) && std::getline(right, b))
        if (a != b) break;
    return fmt::format("one run:     {}\nanother run: {}\n", a, b);
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
}

/// As text, with the keys by their names also where programs are given them and print them, or their lower half as key-anatomy words it:
/// the device in it tells which mount the key's file lies on, and each replay has a mount of its own.
std::string comparable(const trace::Trace& trace) {
    auto text = trace::normalised(trace);
    for (const auto& key : trace.keys) {
        const auto bits = static_cast<std::uint32_t>(key.key);
        replace_all(text, fmt::format("{:08x}", bits), key.name);
        replace_all(text, fmt::format("{}", key.key), key.name);
        replace_all(text, fmt::format("device 0x{:02x} inode 0x{:04x}", bits >> 16 & 0xff, bits & 0xffff), key.name);
    }
    return text;
}

} // namespace

// "all 252 orders", perhaps "at 12 moments"; "the only order".
bool is_explored_completely(const judge::ScenarioVerdict& scenario) {
    std::string_view text = scenario.coverage;
    if (text.starts_with("the only order")) return true;
    constexpr std::string_view all = "all ";
    if (!text.starts_with(all)) return false;
    text.remove_prefix(all.size());
    long orders = 0;
    std::from_chars(text.data(), text.data() + text.size(), orders);
    return orders > 0 && orders <= most_orders;
}

void check_reference(const std::string& id) {
    const auto verdict = grade(lab_named(id), root() / "solutions" / id);
    require(verdict.full(),
            fmt::format("the reference of {} gets {} of {} points:\n{}", id, verdict.points, verdict.of, told(verdict)),
            fmt::format("mend it, or what the lab expects of it: ./ipclab grade {} --in solutions shows why", id));
    for (const auto& scenario : verdict.scenarios)
        require(scenario.findings.empty(), fmt::format("the reference of {} gets advice:\n{}", id, told(verdict)),
                "take it: students learn from the reference");
    require(std::ranges::any_of(verdict.scenarios, is_explored_completely),
            fmt::format("no scenario of {} is small enough to be explored completely:\n{}", id, coverages(verdict)),
            fmt::format("make one smaller, with fewer processes or calls, until all its orders are tried; at most {}",
                        most_orders));
    for (const auto& build : verdict.builds)
        require(build.messages.empty(), fmt::format("the reference of {} compiles with warnings:\n{}", id, build.messages));
}

void check_right(const std::string& id, const std::string& shape) {
    const auto folder = root() / "grader" / "tests" / "labs" / "right" / id / shape;
    require(fs::is_directory(folder), fmt::format("there is no {}", folder.string()));
    const auto verdict = grade(lab_named(id), folder);
    require(verdict.full(), fmt::format("the right solution {} of {} gets {} of {} points:\n{}", shape, id, verdict.points,
                                        verdict.of, told(verdict)));
}

void check_skeleton(const std::string& id) {
    const auto lab = lab_named(id);
    const auto verdict = grade(lab, lab.folder);
    require(verdict.built(), fmt::format("the skeleton of {} does not compile:\n{}", id, told(verdict)),
            "let it compile without warnings, and end at TODO 1");
    require(verdict.points == 0, fmt::format("the skeleton of {} gets {} points:\n{}", id, verdict.points, told(verdict)),
            "expect something in that scenario that only a solution does");
    for (const auto& build : verdict.builds)
        require(build.messages.empty(), fmt::format("the skeleton of {} compiles with warnings:\n{}", id, build.messages));
    // What a student sees first must be what to do first.
    require(!verdict.scenarios.empty() && verdict.scenarios.front().shown.has_value(), "the first scenario shows no run");
    std::string errors;
    for (const auto& event : verdict.scenarios.front().shown->events)
        if (const auto* output = std::get_if<trace::Output>(&event.what); output != nullptr && output->fd == 2)
            errors += output->bytes;
    require(errors.find("TODO 1") != std::string::npos,
            fmt::format("the skeleton of {} does not point to TODO 1, but says: {}", id, errors),
            "let the program that the first scenario starts first say on stderr what TODO 1 is");
}

void check_repeats(const std::string& id, int times) {
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

void check_replays(const std::string& id, int times) {
    const auto lab = lab_named(id);
    for (const auto& scenario : grade(lab, root() / "solutions" / id).scenarios) {
        if (scenario.not_tried) continue;
        judge::ReplayRequest request;
        request.lab = lab;
        request.folder = root() / "solutions" / id;
        request.cache = cache();
        request.token = judge::parse_token(scenario.token);
        std::set<std::string> traces;
        for (int i = 0; i < times; ++i) {
            const auto verdict = judge::replay(request);
            require(verdict.passed() && verdict.shown, fmt::format("{}, run {} of {}: {}", scenario.token, i + 1, times,
                                                                   verdict.grader_error.value_or("failed")));
            traces.insert(comparable(*verdict.shown));
        }
        if (traces.size() > 1) fmt::print(stderr, "{}", first_difference(*traces.begin(), *traces.rbegin()));
        require(traces.size() == 1, fmt::format("{}: {} replays gave {} traces", scenario.token, times, traces.size()));
        fmt::print("{}: {} replays, one trace\n", scenario.token, times);
    }
}

} // namespace ipclab::labs
