#include "judge/check.h"

#include "cli/programs.h"
#include "cli/subcommands.h"
#include "judge/command.h"
#include "report/check_text.h"
#include "report/progress.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
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

/// As a shell reads it back.
std::string shell_word(const std::string& word) {
    constexpr std::string_view plain = "-_./+@%=:,";
    const bool as_it_is = !word.empty() && std::ranges::all_of(word, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               plain.find(c) != std::string_view::npos;
    });
    if (as_it_is) return word;
    std::string quoted = "'";
    for (const char c : word)
        quoted += c == '\'' ? std::string{"'\\''"} : std::string(1, c);
    return quoted + "'";
}

std::string shell_line(const std::vector<std::vector<std::string>>& programs) {
    std::string line;
    for (const auto& words : programs) {
        line += line.empty() ? "" : " :";
        for (const std::string& word : words)
            line += (line.empty() ? "" : " ") + shell_word(word);
    }
    return line;
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
          out_aside_{options.format == Format::json && !options.output} {}

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

/// The status on a line of its own, then the report.
std::string packed(Status status, std::string_view report) {
    return fmt::format("{}\n{}", static_cast<int>(status), report);
}

std::pair<int, std::string> unpacked(std::string_view packed) {
    int status = static_cast<int>(Status::grader);
    const std::size_t end = std::min(packed.find('\n'), packed.size());
    std::from_chars(packed.data(), packed.data() + end, status);
    return {status, std::string{packed.substr(std::min(end + 1, packed.size()))}};
}

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
        const Status status = status_of(verdict);
        if (options.format == Format::json) return packed(status, report::check_json(verdict, static_cast<int>(status)));
        const report::CheckOptions shown{session.command, shell_line(options.programs)};
        return packed(status, report::check_text(verdict, report_terminal(options, session), shown));
    } catch (const judge::OrderRefused& refused) {
        return packed(Status::usage, refused.what());
    } catch (const std::invalid_argument& unreadable) {
        return packed(Status::usage, unreadable.what());
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
    const auto [status, report] = unpacked(ended.result);
    if (status == static_cast<int>(Status::usage))
        throw UsageError{report + (report.ends_with('.') ? "" : "."), "Without --schedule the orders are tried anew."};
    if (options.output)
        write_file(*options.output, report);
    else if (options.format == Format::json)
        print(report);
    else
        print_error(report);
    return status;
}

} // namespace ipclab::cli
