#pragma once

/// @file
/// What the user asked for, as data. Reading the command line is the only thing that happens here.

#include "engine/fault.h"
#include "report/terminal.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ipclab::cli {

/// The exit statuses of ipclab. `trace` gives the program's own instead.
enum class Status : std::uint8_t {
    full = 0,          ///< all points; nothing to complain about
    missing = 1,       ///< points are missing; `check` has found an error
    usage = 2,         ///< the command line, or a name in it, is wrong
    grader = 3,        ///< ipclab could not do its work, or a lab.toml is broken
    interrupted = 130, ///< Ctrl-C
};

/// The command line cannot be understood: one sentence, and what to do.
class UsageError : public std::runtime_error {
public:
    explicit UsageError(const std::string& sentence, std::string help = {})
        : std::runtime_error{sentence}, help_{std::move(help)} {}
    [[nodiscard]] const std::string& help() const { return help_; }

private:
    std::string help_;
};

/// ipclab could not do its work. What it says is for the user; it is never the student's fault.
class OurFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

enum class Format : std::uint8_t { text, json };

/// Bare `ipclab`.
struct MapOptions {};
struct HintOptions {
    std::optional<std::string> lab;      ///< nothing: the one that somebody is at
    std::optional<std::string> scenario; ///< nothing: the first that was not won
    bool again = false;                  ///< from the first hint on
};
struct NewOptions {
    std::string lab; ///< NN-topic/N-name
};
struct PackOptions {
    std::optional<std::filesystem::path> output;
};
struct StartOptions {
    std::optional<std::string> lab;
};
struct GradeOptions {
    std::optional<std::string> lab; ///< nothing: all labs that are found
    std::filesystem::path in;       ///< empty: work
    std::optional<std::uint64_t> seed;
    std::optional<int> runs;
    Format format = Format::text;
    bool watch = false;                          ///< again at each save
    std::optional<std::filesystem::path> html{}; ///< `-`: standard output, as in those that follow
};
struct TraceOptions {
    std::vector<std::vector<std::string>> programs; ///< each with its arguments; at least one
    std::vector<engine::Fault> faults;
    std::optional<std::filesystem::path> output;
    Format format = Format::text;
    std::optional<std::filesystem::path> html{};
};
struct CheckOptions {
    std::vector<std::vector<std::string>> programs; ///< each with its arguments; at least one
    std::optional<std::size_t> runs;                ///< `--explore N`
    bool all = false;                               ///< `--explore all`
    std::optional<std::string> schedule;
    std::vector<engine::Fault> faults; ///< `--fault TEXT`, in every run
    bool try_faults = false;           ///< `--faults`
    std::optional<std::filesystem::path> output;
    Format format = Format::text;
    std::optional<std::filesystem::path> html{};
};
struct ReplayOptions {
    std::string token;
    std::filesystem::path in; ///< empty: work
    bool step = false;
    std::optional<std::filesystem::path> html{};
};
struct ExplainOptions {
    std::optional<std::string> rule;
};
struct DoctorOptions {
    Format format = Format::text;
};
/// `--help`, `--version`: there is nothing to do but to print this.
struct PrintOptions {
    std::string text;
};

using Subcommand = std::variant<MapOptions, StartOptions, GradeOptions, HintOptions, CheckOptions, TraceOptions,
                                ReplayOptions, ExplainOptions, NewOptions, PackOptions, DoctorOptions, PrintOptions>;

struct Invocation {
    Subcommand subcommand;
    report::When colour = report::When::automatic;
};

/// `arguments` without the program's name. Throws `UsageError`.
Invocation parse(std::span<const std::string> arguments);

} // namespace ipclab::cli
