#include "cli/subcommands.h"

#include "course/problems.h"
#include "judge/command.h"
#include "judge/compiler.h"
#include "report/page.h"

#include <algorithm>
#include <exception>

#include <unistd.h>

#include <fmt/format.h>

namespace ipclab::cli {
namespace {

Session session_for(report::When colour) {
    return {report::Terminal::of(STDOUT_FILENO, colour), report::Terminal::of(STDERR_FILENO, colour)};
}

int status(Status status) { return static_cast<int>(status); }

/// Before the options are understood, `--color` is too: only its plain forms are looked for.
report::When colour_in(std::span<const std::string> arguments) {
    return std::ranges::count(arguments, "--color=never") > 0 ? report::When::never : report::When::automatic;
}

} // namespace

int run(const PrintOptions& options, const Session&) {
    print(options.text);
    return status(Status::full);
}

int main_with(std::span<const std::string> arguments) {
    Session session = session_for(colour_in(arguments));
    try {
        const Invocation invocation = parse(arguments);
        session = session_for(invocation.colour);
        return std::visit([&session](const auto& options) { return run(options, session); }, invocation.subcommand);
    } catch (const UsageError& error) {
        print_error(complaint(session.err, error.what(), error.help()));
        return status(Status::usage);
    } catch (const judge::Interrupted&) {
        print_error(complaint(session.err, "Interrupted. Nothing was left behind."));
        return status(Status::interrupted);
    } catch (const course::LabError& error) {
        print_error(complaint(session.err, "A lab.toml is broken; this is not about your solution."));
        print_error(session.err.safe(error.what()) + "\n");
    } catch (const judge::MissingCompiler& error) {
        print_error(complaint(session.err, error.what(), "`ipclab doctor` shows what this machine has."));
    } catch (const OurFailure& error) {
        print_error(complaint(session.err, fmt::format("{}.", error.what())));
    } catch (const std::exception& error) {
        print_error(complaint(session.err, fmt::format("ipclab itself failed: {}.", error.what()),
                              "This does not count against any solution. Please report it."));
    }
    return status(Status::grader);
}

} // namespace ipclab::cli
