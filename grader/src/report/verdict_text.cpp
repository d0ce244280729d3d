#include "report/verdict_text.h"

#include "report/failure_text.h"
#include "report/page.h"
#include "report/width.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

using judge::LabVerdict;
using judge::ScenarioVerdict;

/// "  ✓ name ........ 4/4": `left` and `right` at the two ends of a row that is no wider than 72 columns.
void two_ends(Page& page, std::string_view sign, Style style, const std::string& left, const std::string& right,
              Style right_style) {
    const Terminal& terminal = page.terminal();
    const std::string name = terminal.safe(left);
    const std::string end = terminal.safe(right);
    const int row = std::min(terminal.width, 72);
    const int room = row - 5 - display_width(name) - display_width(end);
    const std::string between(static_cast<std::size_t>(std::max(room, 2)), ' ');
    page.raw("  " + terminal.paint(style, padded(sign, 2)) + " " + name + between + terminal.paint(right_style, end));
}

std::string score(int points, int of) { return fmt::format("{}/{}", points, of); }

void show_head(Page& page, const LabVerdict& verdict) {
    page.prose(0, verdict.title.empty() ? verdict.lab : verdict.title, Style::heading);
    page.prose(0, verdict.folder.empty() ? verdict.lab : verdict.folder, Style::faint);
    page.gap();
}

void show_builds(Page& page, const LabVerdict& verdict) {
    const Terminal& terminal = page.terminal();
    for (const judge::BuildResult& build : verdict.builds) {
        if (!build.ok) {
            two_ends(page, terminal.sign(Sign::wrong), Style::error, build.program, "not built", Style::error);
            continue;
        }
        const std::size_t warnings = warnings_in(build.messages);
        two_ends(page, terminal.sign(Sign::ok), Style::ok, build.program,
                 warnings == 0 ? "built" : "built, " + counted(warnings, "warning", "warnings"),
                 warnings == 0 ? Style::faint : Style::advice);
    }
    page.gap();
}

void show_scenario_row(Page& page, const ScenarioVerdict& scenario) {
    const Terminal& terminal = page.terminal();
    if (scenario.grader_error)
        two_ends(page, terminal.sign(Sign::untried), Style::advice, scenario.name, "ipclab failed", Style::advice);
    else if (scenario.not_tried)
        two_ends(page, terminal.sign(Sign::untried), Style::advice, scenario.name, "not tried", Style::advice);
    else if (scenario.passed())
        two_ends(page, terminal.sign(Sign::ok), Style::ok, scenario.name, score(scenario.points, scenario.of), Style::ok);
    else
        two_ends(page, terminal.sign(Sign::wrong), Style::error, scenario.name, score(scenario.points, scenario.of),
                 Style::error);
}

void show_rows(Page& page, const LabVerdict& verdict) {
    const Terminal& terminal = page.terminal();
    for (const ScenarioVerdict& scenario : verdict.scenarios)
        show_scenario_row(page, scenario);
    const bool tried =
        std::ranges::any_of(verdict.scenarios, [](const ScenarioVerdict& s) { return !s.grader_error && !s.not_tried; });
    if (verdict.rule_of > 0 && tried) {
        const bool held = verdict.rule_points == verdict.rule_of;
        two_ends(page, terminal.sign(held ? Sign::ok : Sign::wrong), held ? Style::ok : Style::error, "general rules",
                 score(verdict.rule_points, verdict.rule_of), held ? Style::ok : Style::error);
    }
}

void show_not_judged(Page& page, const LabVerdict& verdict) {
    for (const ScenarioVerdict& scenario : verdict.scenarios) {
        if (!scenario.grader_error && !scenario.not_tried) continue;
        page.gap();
        page.prose(2,
                   scenario.grader_error
                       ? our_failure(*scenario.grader_error)
                       : fmt::format("not tried: {}. Its points are left out of the sum.", *scenario.not_tried),
                   Style::plain, scenario.name + ": ", Style::advice);
    }
}

/// What makes two failures the same to a reader.
auto likeness(const analysis::Finding& finding) {
    return std::tuple{finding.rule, finding.message, finding.expected, finding.seen,
                      finding.where ? finding.where->line : 0};
}

void show_failures(Page& page, const LabVerdict& verdict, const VerdictOptions& options) {
    std::vector<const ScenarioVerdict*> told;
    for (const ScenarioVerdict& scenario : verdict.scenarios) {
        if (scenario.passed() || scenario.grader_error || scenario.not_tried) continue;
        const auto same = std::ranges::find_if(told, [&](const ScenarioVerdict* other) {
            return !scenario.findings.empty() && !other->findings.empty() &&
                   likeness(scenario.findings.front()) == likeness(other->findings.front());
        });
        if (same == told.end()) {
            show_failure(page, scenario, options);
            told.push_back(&scenario);
            continue;
        }
        const Terminal& terminal = page.terminal();
        page.gap();
        page.raw(terminal.paint(Style::error, terminal.sign(Sign::wrong)) + " " +
                 terminal.paint(Style::heading, terminal.safe(scenario.name)));
        page.prose(2, scenario.story);
        page.prose(2, fmt::format("It fails in the same way as {}.", (*same)->name));
    }
}

/// Rules that were broken and are not yet told as a scenario's headline.
void show_rules(Page& page, const LabVerdict& verdict, const VerdictOptions& options) {
    std::set<std::string> told;
    for (const ScenarioVerdict& scenario : verdict.scenarios)
        if (!scenario.passed() && !scenario.findings.empty()) told.insert(scenario.findings.front().rule);
    bool first = true;
    for (const analysis::Finding& finding : verdict.rules) {
        if (told.contains(finding.rule)) continue;
        page.gap();
        if (first) page.prose(0, "General rules, which hold in every scenario:", Style::heading);
        first = false;
        show_finding(page, 2, finding, {}, options);
        if (!finding.help.empty()) page.prose(2, finding.help, Style::plain, "help: ", Style::emphasis);
        page.raw("  " + page.terminal().paint(Style::emphasis, "more: ") +
                 fmt::format("{} explain {}", options.command, finding.rule));
    }
}

void show_advice(Page& page, const LabVerdict& verdict) {
    std::vector<const analysis::Finding*> advice;
    for (const ScenarioVerdict& scenario : verdict.scenarios)
        for (const analysis::Finding& finding : scenario.findings)
            if (finding.level == analysis::Level::advice &&
                std::ranges::none_of(advice, [&](const auto* other) { return likeness(*other) == likeness(finding); }))
                advice.push_back(&finding);
    if (advice.empty()) return;
    page.gap();
    page.prose(0, "Advice (costs no points):", Style::heading);
    for (const analysis::Finding* finding : advice) {
        show_briefly(page, 2, *finding, "- ", Style::advice);
        if (!finding->help.empty()) page.prose(4, finding->help, Style::faint);
    }
}

void show_sum(Page& page, const LabVerdict& verdict) {
    page.gap();
    if (verdict.grader_error) {
        page.prose(0, our_failure(*verdict.grader_error), Style::error);
        return;
    }
    int runs = 0;
    for (const ScenarioVerdict& scenario : verdict.scenarios)
        runs += scenario.runs;
    std::string sum = fmt::format("{} of {} points", verdict.points, verdict.of);
    sum += runs > 0 ? fmt::format(", {} in {}", counted(static_cast<std::size_t>(runs), "run", "runs"),
                                  elapsed_text(verdict.elapsed))
                    : fmt::format(", {}", elapsed_text(verdict.elapsed));
    page.prose(0, sum, verdict.full() ? Style::ok : Style::heading);
    if (verdict.level == "none")
        page.prose(
            0, "This machine gives ipclab no namespaces; leftover objects are found by tracing alone (see ipclab doctor).",
            Style::faint);
}

} // namespace

std::string our_failure(std::string_view error) {
    return fmt::format("ipclab itself failed here; this does not count against the solution. What failed: {}", error);
}

std::string elapsed_text(std::chrono::milliseconds elapsed) {
    if (elapsed < std::chrono::seconds{1}) return fmt::format("{} ms", elapsed.count());
    return fmt::format("{:.1f} s", static_cast<double>(elapsed.count()) / 1000);
}

std::string verdict_text(const judge::LabVerdict& verdict, const Terminal& terminal, const VerdictOptions& options) {
    Page page{terminal};
    show_head(page, verdict);
    show_builds(page, verdict);
    show_rows(page, verdict);
    for (const judge::BuildResult& build : verdict.builds)
        if (!build.ok) show_build_failure(page, build);
    show_not_judged(page, verdict);
    if (std::ranges::all_of(verdict.builds, &judge::BuildResult::ok)) show_failures(page, verdict, options);
    show_rules(page, verdict, options);
    show_advice(page, verdict);
    show_sum(page, verdict);
    return page.text();
}

std::string summary_text(const std::vector<judge::LabVerdict>& verdicts, const Terminal& terminal) {
    Page page{terminal};
    page.prose(0, "All labs", Style::heading);
    int points = 0;
    int of = 0;
    std::chrono::milliseconds elapsed{0};
    for (const LabVerdict& verdict : verdicts) {
        elapsed += verdict.elapsed;
        if (verdict.grader_error) {
            two_ends(page, terminal.sign(Sign::untried), Style::advice, verdict.lab, "ipclab failed", Style::advice);
            continue;
        }
        points += verdict.points;
        of += verdict.of;
        const bool full = verdict.full();
        two_ends(page, terminal.sign(full ? Sign::ok : Sign::wrong), full ? Style::ok : Style::error, verdict.lab,
                 score(verdict.points, verdict.of), full ? Style::ok : Style::error);
    }
    page.gap();
    page.prose(0, fmt::format("{} of {} points, {}", points, of, elapsed_text(elapsed)),
               points == of ? Style::ok : Style::heading);
    return page.text();
}

} // namespace ipclab::report
