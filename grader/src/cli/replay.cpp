#include "cli/kit.h"
#include "cli/subcommands.h"
#include "judge/grade.h"
#include "judge/token.h"
#include "report/live.h"
#include "report/page.h"
#include "report/verdict_text.h"

#include <stdexcept>

#include <unistd.h>

#include <fmt/format.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

judge::Token read_token(const std::string& text, const Session& session) {
    try {
        return judge::parse_token(text);
    } catch (const std::invalid_argument& error) {
        throw UsageError{
            fmt::format("This is no token: {}.", error.what()),
            fmt::format("`{} grade` shows one beneath each failed scenario, after \"again:\".", session.command)};
    }
}

judge::ScenarioVerdict played(const ReplayOptions& options, const judge::Token& token, const Kit& kit,
                              const Session& session) {
    judge::ReplayRequest request;
    request.lab = kit.read(kit.lab(token.lab, session));
    request.folder = course::submission_folder(kit.folder(options.in), request.lab);
    request.cache = kit.cache();
    request.token = token;
    if (!fs::is_directory(request.folder))
        throw UsageError{fmt::format("There is no folder {}.", shown_path(request.folder)),
                         "If the solution lies elsewhere, say so with --in."};
    try {
        return judge::replay(request);
    } catch (const judge::ReplayRefused& error) {
        std::string sentence = error.what();
        throw UsageError{sentence + (sentence.ends_with('.') ? "" : "."),
                         fmt::format("`{} grade {}` gives a new token.", session.command, token.lab)};
    }
}

/// Waits for Enter; false where there is no more input or the user has seen enough.
bool wants_more(const Session& session) {
    print_error(session.err.paint(report::Style::faint, "-- Enter: next, q: stop -- "));
    std::string line;
    for (char c = 0; read(STDIN_FILENO, &c, 1) == 1;) {
        if (c == '\n') return !line.starts_with('q');
        line += c;
    }
    return false;
}

void show_run(const trace::Trace& trace, bool step, const Session& session) {
    report::Live live{session.out};
    for (const trace::Event& event : trace.events) {
        const std::string text = live.event(trace, event, true);
        print(text);
        if (step && !text.empty() && !wants_more(session)) break;
    }
    print(live.end(trace));
}

} // namespace

int run(const ReplayOptions& options, const Session& session) {
    const Kit kit{session.root()};
    const judge::Token token = read_token(options.token, session);
    const judge::ScenarioVerdict verdict = played(options, token, kit, session);
    if (verdict.grader_error) throw OurFailure{report::our_failure(*verdict.grader_error)};

    report::Page head{session.out};
    head.prose(0, fmt::format("{}: {}", token.lab, verdict.name), report::Style::heading);
    head.prose(0, verdict.story);
    if (verdict.not_tried) head.prose(0, fmt::format("It cannot be tried on this machine: {}", *verdict.not_tried));
    head.gap();
    print(head.text());
    if (verdict.shown) show_run(*verdict.shown, options.step, session);

    report::Page end{session.out};
    if (verdict.findings.empty()) end.prose(0, "Nothing is wrong in this run.", report::Style::ok);
    for (const analysis::Finding& finding : verdict.findings) {
        const bool error = finding.level == analysis::Level::error;
        end.prose(0, finding.message, report::Style::plain,
                  error ? "error: " : "advice: ", error ? report::Style::error : report::Style::advice);
    }
    print("\n" + end.text());
    return static_cast<int>(verdict.passed() ? Status::full : Status::missing);
}

} // namespace ipclab::cli
