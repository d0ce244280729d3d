#include "judge/check.h"

#include "cli/programs.h"
#include "cli/result.h"
#include "cli/subcommands.h"
#include "judge/command.h"
#include "report/check_text.h"
#include "report/pages.h"
#include "report/progress.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <limits>

#include <poll.h>
#include <unistd.h>

#include <fmt/format.h>

namespace ipclab::cli {
namespace {

/// More than programs are given as input, and less than a machine has memory.
constexpr std::size_t most_input = std::size_t{256} << 20;

/// Our standard input, whole; nothing where it is a terminal, for nobody would type the same again for each run.
std::optional<std::string> standard_input(report::Progress& progress) {
    if (isatty(STDIN_FILENO) == 1) return std::nullopt;
    std::string text;
    std::array<char, 65536> buffer;
    for (;;) {
        pollfd waiting{STDIN_FILENO, POLLIN, 0};
        constexpr int moment_ms = 200;
        if (poll(&waiting, 1, moment_ms) == 0) {
            progress.show("check: reading standard input (give it </dev/null where the programs need none)");
            continue;
        }
        const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got == 0 || (got < 0 && errno == EBADF)) return text; // closed: as if it were empty
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw OurFailure{fmt::format("standard input cannot be read: {}", std::strerror(errno))};
        text.append(buffer.data(), static_cast<std::size_t>(got));
        if (text.size() > most_input) throw UsageError{"Standard input is too long: each run gets all of it."};
    }
}

explore::Plan plan_of(const CheckOptions& options) {
    explore::Plan plan;
    if (options.runs) plan.runs = *options.runs;
    if (options.all) {
        plan.strategy = explore::Strategy::complete;
        plan.runs = std::numeric_limits<std::size_t>::max();
        plan.events = std::numeric_limits<std::size_t>::max();
    }
    return plan;
}

/// What comes out of the jail while it works: a letter and the rest.
enum class Message : char { run = 'R', out = '1', err = '2' };

std::string message(Message kind, std::string_view rest) { return static_cast<char>(kind) + std::string{rest}; }

/// Shows those messages.
class Listener {
public:
    Listener(const CheckOptions& options, report::Progress& progress)
        : progress_{progress},
          // Where the report takes standard output, the programs' goes beside it.
          out_aside_{(options.format == Format::json && !options.output) || options.html == "-"} {}

    void operator()(std::string_view message) const {
        if (message.empty()) return;
        const std::string_view rest = message.substr(1);
        switch (static_cast<Message>(message.front())) {
        case Message::run: progress_.show(fmt::format("check: run {}", rest)); return;
        case Message::out:
            progress_.clear();
            if (out_aside_)
                print_error(rest);
            else
                print(rest);
            return;
        case Message::err:
            progress_.clear();
            print_error(rest);
            return;
        }
    }

private:
    report::Progress& progress_;
    bool out_aside_;
};

Status status_of(const judge::CheckVerdict& verdict) {
    if (verdict.error) return Status::grader;
    return verdict.clean() ? Status::full : Status::missing;
}

judge::CheckRequest request_of(const CheckOptions& options, const std::optional<std::string>& input,
                               const engine::Inside& inside) {
    judge::CheckRequest request;
    request.play = starts(options.programs);
    for (engine::Step& step : request.play)
        if (auto* start = std::get_if<engine::Start>(&step.action)) start->program.stdin_text = input;
    request.folder = std::filesystem::current_path().string();
    request.env = environment();
    request.plan = plan_of(options);
    request.plan.progress = [&inside](std::size_t runs) { inside.send(message(Message::run, std::to_string(runs))); };
    request.schedule = options.schedule;
    request.faults = options.faults;
    request.try_faults = options.try_faults;
    request.keep_run = options.html.has_value();
    request.on_output = [&inside](int fd, std::string_view bytes) {
        inside.send(message(fd == STDERR_FILENO ? Message::err : Message::out, bytes));
    };
    return request;
}

report::Terminal report_terminal(const CheckOptions& options, const Session& session) {
    report::Terminal terminal = session.err;
    if (options.output) terminal.colour = terminal.rewrites = false;
    return terminal;
}

/// In the jail: the whole work, as status and report.
std::string checked(const CheckOptions& options, const Session& session, const std::optional<std::string>& input,
                    const engine::Inside& inside) {
    try {
        const judge::CheckVerdict verdict = judge::check(request_of(options, input, inside), inside);
        Result result{static_cast<int>(status_of(verdict)), "", ""};
        const report::CheckOptions shown{session.command, shell_line(options.programs)};
        result.text = options.format == Format::json ? report::check_json(verdict, result.status)
                                                     : report::check_text(verdict, report_terminal(options, session), shown);
        if (options.html) result.page = report::check_page(verdict, shown);
        return packed(result);
    } catch (const judge::OrderRefused& refused) {
        return packed({static_cast<int>(Status::usage), refused.what(), ""});
    } catch (const std::invalid_argument& unreadable) {
        return packed({static_cast<int>(Status::usage), unreadable.what(), ""});
    }
}

} // namespace

int run(const CheckOptions& options, const Session& session) {
    starts(options.programs); // a program that is not there is told before anything else
    const engine::Abilities abilities = engine::probe();
    if (!abilities.can_run())
        throw OurFailure{fmt::format("programs cannot be controlled here. `{} doctor` tells why", session.command)};
    report::Progress progress{STDERR_FILENO, session.err};
    const std::optional<std::string> input = standard_input(progress);
    const engine::Ended ended = engine::in_jail(
        abilities.level, [&](const engine::Inside& inside) { return checked(options, session, input, inside); },
        Listener{options, progress}, {.shared = true});
    progress.clear();
    if (ended.interrupted) throw judge::Interrupted{SIGINT};
    if (ended.error) throw OurFailure{*ended.error};
    const auto [status, report, page] = unpacked(ended.result);
    if (status == static_cast<int>(Status::usage))
        throw UsageError{report + (report.ends_with('.') ? "" : "."), "Without --schedule the orders are tried anew."};
    if (options.output)
        write_file(*options.output, report);
    else if (options.format == Format::json)
        print(report);
    else
        print_error(report);
    if (options.html) write_page(*options.html, page);
    return status;
}

} // namespace ipclab::cli
