#include "report/pages.h"

#include "analysis/rules.h"
#include "report/page.h"
#include "report/run_page.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

using State = PageRun::State;

bool is_error(const analysis::Finding& finding) { return finding.level == analysis::Level::error; }

State state_of(const judge::ScenarioVerdict& scenario) {
    if (scenario.not_tried || scenario.grader_error) return State::untried;
    return scenario.passed() ? State::right : State::wrong;
}

/// `before` stands before the scenario's name where there are several labs.
PageRun page_run(const judge::ScenarioVerdict& scenario, const std::string& before, const VerdictOptions& options) {
    PageRun run{.name = before + scenario.name,
                .state = state_of(scenario),
                .result = fmt::format("{} of {} points", scenario.points, scenario.of),
                .story = scenario.story,
                .trace = scenario.shown ? &*scenario.shown : nullptr,
                .findings = scenario.findings,
                .folder = options.folder};
    if (scenario.not_tried)
        run.remark = fmt::format("Not tried: {}. Its points are left out of the sum.", *scenario.not_tried);
    if (scenario.grader_error) run.remark = our_failure(*scenario.grader_error);
    if (scenario.not_tried || scenario.grader_error) run.result.clear();
    if (run.trace != nullptr && !scenario.token.empty())
        run.again = fmt::format("{} replay {}{}", options.command, scenario.token, options.replay_options);
    // The compiler's words stand once, above all scenarios.
    if (run.trace == nullptr)
        for (analysis::Finding& finding : run.findings)
            if (finding.rule == "does-not-compile") finding.seen = finding.help = "";
    return run;
}

void remark_on(const judge::LabVerdict& verdict, const std::string& before, std::vector<PageRemark>& remarks) {
    if (verdict.grader_error) remarks.push_back({before + our_failure(*verdict.grader_error), ""});
    for (const judge::BuildResult& build : verdict.builds)
        if (!build.ok)
            remarks.push_back({fmt::format("{}{} is not built: {}", before, build.program,
                                           build.problem.empty() ? "it does not compile" : build.problem),
                               build.messages});
    if (verdict.rule_points < verdict.rule_of)
        remarks.push_back({fmt::format("{}General rules, which hold in every scenario: {} of {} points", before,
                                       verdict.rule_points, verdict.rule_of),
                           ""});
}

/// "1 error; tried: all 12 orders"
std::string summary_of(const judge::CheckVerdict& verdict) {
    const auto errors = static_cast<std::size_t>(
        std::ranges::count_if(verdict.findings, [](const judge::Seen& seen) { return is_error(seen.finding); }));
    return fmt::format("{}; tried: {}", errors == 0 ? "No error" : counted(errors, "error", "errors"), verdict.tried);
}

} // namespace

std::string grade_page(const std::vector<judge::LabVerdict>& verdicts, const std::vector<VerdictOptions>& options) {
    RunPage page;
    int points = 0, of = 0;
    for (std::size_t number = 0; number < verdicts.size(); ++number) {
        const judge::LabVerdict& verdict = verdicts[number];
        const std::string before = verdicts.size() > 1 ? verdict.lab + ": " : "";
        points += verdict.points;
        of += verdict.of;
        remark_on(verdict, before, page.remarks);
        for (const judge::ScenarioVerdict& scenario : verdict.scenarios)
            page.runs.push_back(page_run(scenario, before, options.at(number)));
    }
    page.title = verdicts.size() != 1             ? counted(verdicts.size(), "lab", "labs")
                 : verdicts.front().title.empty() ? verdicts.front().lab
                                                  : verdicts.front().title;
    page.summary = fmt::format("{} of {} points", points, of);
    return run_page(page);
}

std::string replay_page(const std::string& lab, const judge::ScenarioVerdict& verdict, const VerdictOptions& options) {
    RunPage page{.title = lab, .summary = "A run that was played again", .remarks = {}, .runs = {}};
    page.runs.push_back(page_run(verdict, "", options));
    // One run wins no points.
    page.runs.front().result = verdict.passed() ? "nothing is wrong in this run" : "";
    return run_page(page);
}

std::string check_page(const judge::CheckVerdict& verdict, const CheckOptions& options) {
    RunPage page{.title = options.programs, .summary = "", .remarks = {}, .runs = {}};
    if (verdict.error) {
        page.remarks.push_back({our_failure(*verdict.error), ""});
        return run_page(page);
    }
    page.summary = summary_of(verdict);
    if (verdict.diverged)
        page.remarks.push_back({fmt::format("The programs do not do the same when they run again in the same order, so "
                                            "nothing is proven. Seen once: {}",
                                            *verdict.diverged),
                                ""});
    for (const judge::Seen& seen : verdict.findings) {
        const auto same = std::ranges::find(page.runs, seen.run.get(), &PageRun::trace);
        if (same != page.runs.end()) {
            same->findings.push_back(seen.finding);
            continue;
        }
        PageRun run{.name = seen.finding.rule,
                    .state = is_error(seen.finding) ? State::wrong : State::plain,
                    .again = again_command(seen, options),
                    .trace = seen.run.get(),
                    .findings = {seen.finding}};
        for (const engine::Fault& fault : seen.faults)
            run.story += fmt::format("{}{}", run.story.empty() ? "With the fault: " : ", ", engine::text(fault));
        page.runs.push_back(std::move(run));
    }
    if (verdict.clean() && verdict.first)
        page.runs.push_back({.name = "The first run",
                             .state = verdict.diverged ? State::plain : State::right,
                             .trace = verdict.first.get(),
                             .findings = {}});
    return run_page(page);
}

std::string trace_page(const trace::Trace& trace, const std::string& programs) {
    PageRun run{.name = "The run", .state = State::plain, .trace = &trace, .findings = {}};
    if (trace.outcome != trace::Outcome::finished) {
        analysis::Finding end;
        end.rule = trace::name_of(trace.outcome);
        end.message = trace.outcome == trace::Outcome::deadlock ? analysis::tell_deadlock(trace)
                                                                : "the run was ended before everybody had come to an end";
        for (const trace::Waiting& waiting : trace.waiting)
            end.evidence.push_back(waiting.blocked);
        std::ranges::sort(end.evidence);
        run.state = State::wrong;
        run.findings = {end};
    }
    return run_page({.title = programs, .summary = "", .remarks = {}, .runs = {std::move(run)}});
}

} // namespace ipclab::report
