#include "report/failure_text.h"

#include "analysis/rules.h"
#include "report/lanes.h"
#include "report/source_excerpt.h"
#include "report/value_text.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::report {
namespace {

constexpr int inner = 2; ///< what belongs to a scenario is indented by this much

void show_story(Page& page, int indent, const analysis::Finding& finding) {
    if (!finding.expected.empty()) page.prose(indent, finding.expected, Style::plain, "expected  ", Style::ok);
    if (!finding.seen.empty()) page.prose(indent, finding.seen, Style::plain, "seen      ", Style::error);
}

void show_next(Page& page, const analysis::Finding& headline, const judge::ScenarioVerdict& scenario,
               const VerdictOptions& options) {
    page.gap();
    // The help is about what was found; the hint, which the lab gives for the whole scenario, may be about something else.
    if (!headline.help.empty()) page.prose(inner, headline.help, Style::plain, "help: ", Style::emphasis);
    if (!scenario.hints.empty()) page.prose(inner, scenario.hints.front(), Style::plain, "hint: ", Style::emphasis);
    if (!scenario.token.empty())
        page.raw(
            "  " + page.terminal().paint(Style::emphasis, "again: ") +
            page.terminal().safe(fmt::format("{} replay {}{}", options.command, scenario.token, options.replay_options)));
    if (!headline.rule.empty())
        page.raw("  " + page.terminal().paint(Style::emphasis, "more: ") +
                 page.terminal().safe(fmt::format("{} explain {}", options.command, headline.rule)));
}

} // namespace

std::string_view call_of(const analysis::Finding& finding, const trace::Trace& run) {
    if (finding.evidence.empty() || finding.evidence.back() >= run.events.size()) return {};
    const trace::Event& event = run.events[finding.evidence.back()];
    if (const auto* called = std::get_if<trace::Called>(&event.what)) return trace::name_of(called->call);
    if (const auto* blocked = std::get_if<trace::Blocked>(&event.what)) return trace::name_of(blocked->call);
    return {};
}

void show_run(Page& page, int indent, const analysis::Finding& headline, const trace::Trace& run) {
    if (run.events.empty()) return;
    const std::string drawn = lanes(run, page.terminal(), {.evidence = headline.evidence, .indent = indent + 2});
    if (drawn.empty()) return;
    page.gap();
    page.prose(indent, "What the processes did last:", Style::heading);
    page.append(drawn);
}

void show_finding(Page& page, int indent, const analysis::Finding& finding, std::string_view call,
                  const VerdictOptions& options) {
    const bool error = finding.level == analysis::Level::error;
    page.prose(indent, finding.message, Style::heading,
               error ? "error: " : "advice: ", error ? Style::error : Style::advice);
    if (finding.where && finding.where->line > 0) show_source(page, indent, *finding.where, options.folder, call);
    if (!finding.expected.empty() || !finding.seen.empty()) {
        page.gap();
        // A general rule tells a story; an expectation has values, which are shown byte by byte.
        if (analysis::find_rule(finding.rule) != nullptr)
            show_story(page, indent, finding);
        else
            show_difference(page, indent, finding.expected, finding.seen);
    }
}

void show_briefly(Page& page, int indent, const analysis::Finding& finding, std::string_view lead, Style style) {
    std::string text = finding.message;
    if (finding.where && finding.where->line > 0)
        text += fmt::format(" ({}:{})", std::filesystem::path{finding.where->file}.filename().string(), finding.where->line);
    page.prose(indent, text, Style::plain, lead, style);
}

void show_failure(Page& page, const judge::ScenarioVerdict& scenario, const VerdictOptions& options) {
    const Terminal& terminal = page.terminal();
    page.gap();
    page.raw(terminal.paint(Style::error, terminal.sign(Sign::wrong)) + " " +
             terminal.paint(Style::heading, terminal.safe(scenario.name)));
    page.prose(inner, scenario.story);
    page.gap();
    if (scenario.findings.empty()) {
        page.prose(inner, "Points are missing here, but no reason was recorded: please report this.", Style::error);
        return;
    }
    const analysis::Finding& headline = scenario.findings.front();
    show_finding(page, inner, headline, scenario.shown ? call_of(headline, *scenario.shown) : "", options);
    if (scenario.shown) show_run(page, inner, headline, *scenario.shown);
    show_next(page, headline, scenario, options);

    const auto consequence = [](const analysis::Finding& finding) { return finding.level == analysis::Level::error; };
    if (std::any_of(scenario.findings.begin() + 1, scenario.findings.end(), consequence)) {
        page.gap();
        page.prose(inner, "What may follow from it:", Style::faint);
        for (auto finding = scenario.findings.begin() + 1; finding != scenario.findings.end(); ++finding)
            if (consequence(*finding)) show_briefly(page, inner, *finding, "- ", Style::error);
    }
}

std::size_t warnings_in(std::string_view messages) {
    std::size_t count = 0;
    for (std::size_t at = messages.find("warning: "); at != std::string_view::npos; at = messages.find("warning: ", at + 1))
        ++count;
    return count;
}

void show_build_failure(Page& page, const judge::BuildResult& build) {
    const Terminal& terminal = page.terminal();
    page.gap();
    page.raw(terminal.paint(Style::error, terminal.sign(Sign::wrong)) + " " +
             terminal.paint(Style::heading, terminal.safe(build.program)) + " is not built");
    const std::string problem = build.problem.empty() ? "it does not compile" : build.problem;
    page.prose(inner, problem, Style::heading, "error: ", Style::error);
    if (!build.messages.empty()) {
        page.gap();
        page.prose(inner, "What the compiler says (mend the first error first: later ones often follow from it):");
        page.gap();
        std::string_view rest = build.messages;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            page.verbatim(0, rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    if (!build.command.empty()) {
        page.gap();
        page.prose(inner, "To do the same by hand:");
        page.verbatim(inner + 2, build.command, Style::faint);
    }
}

} // namespace ipclab::report
