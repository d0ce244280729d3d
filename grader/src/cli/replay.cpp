#include "cli/kit.h"
#include "cli/subcommands.h"
#include "judge/grade.h"
#include "judge/token.h"
#include "report/live.h"
#include "report/page.h"
#include "report/pages.h"
#include "report/verdict_text.h"

#include <functional>
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

using Say = std::function<void(const std::string&)>;

void show_run(const trace::Trace& trace, bool step, const Session& session, const report::Terminal& terminal,
              const Say& say) {
    report::Live live{terminal};
    for (const trace::Event& event : trace.events) {
        const std::string text = live.event(trace, event, true);
        say(text);
        if (step && !text.empty() && !wants_more(session)) break;
    }
    say(live.end(trace));
}

std::string page_of(const ReplayOptions& options, const judge::Token& token, judge::ScenarioVerdict verdict, const Kit& kit,
                    const Session& session) {
    report::VerdictOptions shown{
        course::submission_folder(kit.folder(options.in), kit.read(kit.lab(token.lab, session))), session.command, {}};
    if (!options.in.empty()) shown.replay_options = fmt::format(" --in {}", options.in.string());
    verdict.token = options.token;
    return report::replay_page(token.lab, verdict, shown);
}

} // namespace

int run(const ReplayOptions& options, const Session& session) {
    const Kit kit{session.root()};
    const judge::Token token = read_token(options.token, session);
    const judge::ScenarioVerdict verdict = played(options, token, kit, session);
    if (verdict.grader_error) throw OurFailure{report::our_failure(*verdict.grader_error)};

    // Where the page takes standard output, the text goes beside it.
    const bool aside = options.html == "-";
    const Say say = [&](const std::string& words) { aside ? print_error(words) : print(words); };
    const report::Terminal& terminal = aside ? session.err : session.out;

    report::Page head{terminal};
    head.prose(0, fmt::format("{}: {}", token.lab, verdict.name), report::Style::heading);
    head.prose(0, verdict.story);
    if (verdict.not_tried) head.prose(0, fmt::format("It cannot be tried on this machine: {}", *verdict.not_tried));
    head.gap();
    say(head.text());
    if (verdict.shown) show_run(*verdict.shown, options.step, session, terminal, say);

    report::Page end{terminal};
    if (verdict.findings.empty()) end.prose(0, "Nothing is wrong in this run.", report::Style::ok);
    for (const analysis::Finding& finding : verdict.findings) {
        const bool error = finding.level == analysis::Level::error;
        end.prose(0, finding.message, report::Style::plain,
                  error ? "error: " : "advice: ", error ? report::Style::error : report::Style::advice);
    }
    say("\n" + end.text());
    if (options.html) write_page(*options.html, page_of(options, token, verdict, kit, session));
    return static_cast<int>(verdict.passed() ? Status::full : Status::missing);
}

} // namespace ipclab::cli
