#include "report/check_text.h"

#include "report/failure_text.h"
#include "report/page.h"

#include <algorithm>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

using judge::CheckVerdict;
using judge::Seen;

bool is_error(const Seen& seen) { return seen.finding.level == analysis::Level::error; }

/// A command of ours, never broken in two: it is there to be copied.
void show_command(Page& page, std::string_view lead, const std::string& command) {
    page.raw(page.terminal().paint(Style::emphasis, lead) + page.terminal().safe(command));
}

void show_again(Page& page, const Seen& seen, const CheckOptions& options) {
    page.gap();
    if (!seen.finding.help.empty()) page.prose(0, seen.finding.help, Style::plain, "help: ", Style::emphasis);
    show_command(page, "again: ", again_command(seen, options));
    show_command(page, "more: ", fmt::format("{} explain {}", options.command, seen.finding.rule));
}

/// The headline in full; the rest in a line each, for it may be gone once the headline is mended.
void show_errors(Page& page, const CheckVerdict& verdict, const CheckOptions& options) {
    const Seen& headline = verdict.findings.front();
    for (const engine::Fault& fault : headline.faults)
        page.prose(0, engine::text(fault), Style::plain, "with the fault: ", Style::advice);
    show_finding(page, 0, headline.finding, call_of(headline.finding, *headline.run), {});
    show_run(page, 0, headline.finding, *headline.run);
    show_again(page, headline, options);
    if (verdict.findings.size() > 1) {
        page.gap();
        page.prose(0, "What may follow from it, or stand beside it:", Style::faint);
        for (auto seen = verdict.findings.begin() + 1; seen != verdict.findings.end(); ++seen)
            show_briefly(page, 0, seen->finding, "- ", is_error(*seen) ? Style::error : Style::advice);
    }
}

void show_advice(Page& page, const CheckVerdict& verdict) {
    for (const Seen& seen : verdict.findings) {
        page.gap();
        show_finding(page, 0, seen.finding, call_of(seen.finding, *seen.run), {});
        if (!seen.finding.help.empty()) page.prose(0, seen.finding.help, Style::plain, "help: ", Style::emphasis);
    }
}

/// "1 error, 2 pieces of advice"
std::string sum_of(const CheckVerdict& verdict) {
    const auto errors = static_cast<std::size_t>(std::ranges::count_if(verdict.findings, is_error));
    const std::size_t advice = verdict.findings.size() - errors;
    std::string sum = errors == 0 ? "" : counted(errors, "error", "errors");
    if (advice > 0)
        sum += (sum.empty() ? "" : ", ") +
               (advice == 1 ? std::string{"1 piece of advice"} : fmt::format("{} pieces of advice", advice));
    return sum;
}

void show_coverage(Page& page, const CheckVerdict& verdict) {
    const Terminal& terminal = page.terminal();
    page.gap();
    if (!verdict.clean()) {
        const std::string sum = sum_of(verdict);
        const std::string switches =
            verdict.preemptions > 0
                ? ", with " + counted(static_cast<std::size_t>(verdict.preemptions), "switch", "switches") + " to find it"
                : "";
        page.prose(0, fmt::format("{}{}; tried: {}.", sum, switches, verdict.tried), Style::plain,
                   std::string{terminal.sign(Sign::wrong)} + " ", Style::error);
        return;
    }
    if (verdict.diverged) {
        page.prose(
            0,
            fmt::format("The programs do not do the same when they run again in the same order, so nothing is proven. "
                        "Seen once: {}",
                        *verdict.diverged),
            Style::heading, "diverged: ", Style::advice);
        page.gap();
    }
    const bool only_one = verdict.coverage.complete && verdict.coverage.orders == 1;
    std::string said = only_one ? "No error; there is only one order" : fmt::format("No error: holds in {}", verdict.tried);
    if (const std::string sum = sum_of(verdict); !sum.empty()) said += fmt::format("; {}", sum);
    said += '.';
    if (verdict.faults > 0)
        said += fmt::format(" {} tried one by one: no error either.", counted(verdict.faults, "fault", "faults"));
    if (!verdict.coverage.complete && verdict.coverage.runs > 1) said += " `--explore all` tries them all.";
    const bool sure = !verdict.diverged;
    page.prose(0, said, Style::plain, std::string{terminal.sign(sure ? Sign::ok : Sign::untried)} + " ",
               sure ? Style::ok : Style::advice);
}

} // namespace

std::string again_command(const judge::Seen& seen, const CheckOptions& options) {
    std::string faults;
    for (const engine::Fault& fault : seen.faults)
        faults += fmt::format(" --fault \"{}\"", engine::text(fault));
    return fmt::format("{} check --schedule {}{} -- {}", options.command, seen.order.text(), faults, options.programs);
}

std::string check_text(const CheckVerdict& verdict, const Terminal& terminal, const CheckOptions& options) {
    Page page{terminal};
    if (verdict.error) {
        page.prose(
            0, fmt::format("ipclab itself failed, so nothing is known about the programs. What failed: {}", *verdict.error),
            Style::error);
        return page.text();
    }
    if (verdict.clean())
        show_advice(page, verdict);
    else
        show_errors(page, verdict, options);
    show_coverage(page, verdict);
    return page.text();
}

} // namespace ipclab::report
