#include "analysis/rules.h"
#include "cli/programs.h"
#include "cli/result.h"
#include "cli/subcommands.h"
#include "course/nearest.h"
#include "engine/jail.h"
#include "engine/run.h"
#include "report/live.h"
#include "report/page.h"
#include "report/pages.h"
#include "schedule/schedule.h"

#include <algorithm>
#include <limits>

#include <unistd.h>

#include <fmt/format.h>

namespace ipclab::cli {
namespace {

/// A file has no width.
report::Terminal file_terminal(const Session& session) {
    report::Terminal terminal = session.err;
    terminal.width = std::numeric_limits<int>::max() / 2;
    terminal.colour = false;
    terminal.rewrites = false;
    return terminal;
}

/// Faults that were asked for, and whose moment never came.
std::string missed(const trace::Trace& trace, const std::vector<engine::Fault>& faults, const report::Terminal& terminal) {
    report::Page page{terminal};
    for (const auto& fault : faults) {
        if (fault.kind == engine::Fault::Kind::sleepers) continue;
        const std::string wanted = engine::text(fault);
        const bool struck = std::ranges::any_of(trace.events, [&](const trace::Event& event) {
            const auto* faulted = std::get_if<trace::Faulted>(&event.what);
            return faulted != nullptr && faulted->fault == wanted;
        });
        if (struck) continue;
        std::vector<std::string> names;
        for (const trace::Task& task : trace.tasks)
            names.push_back(task.name);
        page.prose(0, fmt::format("The moment of \"{}\" never came; the processes were {}.", wanted, course::listed(names)),
                   report::Style::plain, "note: ", report::Style::advice);
    }
    return page.text();
}

/// How the run ended, where that is worth a word.
std::string end_text(const trace::Trace& trace, const std::vector<engine::Fault>& faults, report::Live& live,
                     const report::Terminal& terminal) {
    std::string text = live.end(trace) + missed(trace, faults, terminal);
    if (trace.outcome == trace::Outcome::finished) return text;
    const std::string story = trace.outcome == trace::Outcome::deadlock ? analysis::tell_deadlock(trace)
                                                                        : std::string{trace::name_of(trace.outcome)};
    report::Page page{terminal};
    page.prose(0, story, report::Style::heading, fmt::format("{}: ", trace::name_of(trace.outcome)), report::Style::error);
    return text + page.text();
}

/// For a page that shows what segments hold. An access is an event, and there can be many.
void watch_memory(engine::RunSpec& spec) {
    spec.watch = engine::Watch::pages;
    spec.budget.events = 1'000'000;
}

} // namespace

int run(const TraceOptions& options, const Session& session) {
    engine::RunSpec spec;
    spec.play = starts(options.programs);
    spec.env = environment();
    spec.folder = std::filesystem::current_path().string();
    spec.own_terminal = true;
    spec.confined = false;
    spec.faults = options.faults;
    if (options.html) watch_memory(spec);

    const bool to_file = options.output.has_value();
    const report::Terminal terminal = to_file ? file_terminal(session) : session.err;
    std::string file;
    const auto task = [&](const engine::Inside& inside) {
        spec.level = inside.level;
        spec.ledger = inside.ledger;
        report::Live live{terminal};
        // Standard error is written to from inside, at once, so that the lines keep their place among the programs' own.
        const auto tell = [&](const std::string& text) { to_file ? inside.send(text) : print_error(text); };
        if (options.format == Format::text)
            spec.on_event = [&](const trace::Trace& so_far, const trace::Event& event) {
                // For the page alone: the lines are the same without it.
                if (std::holds_alternative<trace::Accessed>(event.what)) return;
                if (const std::string text = live.event(so_far, event); !text.empty()) tell(text);
            };
        const auto schedule = schedule::fixed();
        const trace::Trace trace = engine::Engine{}.run(spec, *schedule);
        if (trace.outcome == trace::Outcome::engine_error) throw OurFailure{trace.error};
        Result result{status_of(trace), "", ""};
        if (options.html) result.page = report::trace_page(trace, shell_line(options.programs));
        if (options.format == Format::json)
            result.text = trace::to_json(trace, 2) + "\n";
        else
            tell(end_text(trace, options.faults, live, terminal));
        return packed(result);
    };
    const engine::Ended ended =
        engine::in_jail(engine::probe().level, task, [&](std::string_view message) { file += message; }, {.shared = true});
    const auto [status, text, page] = unpacked(ended.result);
    file += text;
    if (to_file) write_file(*options.output, file);
    if (options.html && !page.empty()) write_page(*options.html, page);
    if (ended.interrupted) return static_cast<int>(Status::interrupted);
    if (ended.error) throw OurFailure{*ended.error};
    return status;
}

} // namespace ipclab::cli
