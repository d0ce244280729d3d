#include "cli/options.h"

#include "cli/help.h"
#include "cli/version.h"
#include "course/nearest.h"
#include "course/values.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ipclab::cli {
namespace {

const std::vector<std::string> subcommands{"start",  "grade",   "hint", "check", "trace",
                                           "replay", "explain", "new",  "pack",  "doctor"};
const std::map<std::string, Format> formats{{"text", Format::text}, {"json", Format::json}};
const std::map<std::string, report::When> moments{
    {"auto", report::When::automatic}, {"always", report::When::always}, {"never", report::When::never}};

std::string ask_help(std::string_view subcommand) {
    return subcommand.empty() ? std::string{"`ipclab --help` lists what there is."}
                              : fmt::format("`ipclab {} --help` lists what there is.", subcommand);
}

template <class Value>
Value one_of(const std::map<std::string, Value>& known, const std::string& typed, std::string_view option) {
    if (const auto found = known.find(typed); found != known.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [name, value] : known)
        names.push_back(name);
    throw UsageError{fmt::format("{} cannot be \"{}\".", option, typed),
                     fmt::format("It is {}.", course::listed(names, "or"))};
}

/// Everything that can stand on the command line, before it is checked.
struct Raw {
    std::string lab, scenario, in, seed, format = "text", colour = "auto", output, token, rule, html;
    std::string runs, explore, schedule;
    std::vector<std::string> faults;
    bool try_faults = false, step = false, watch = false, again = false, help = false, version = false;
};

/// The rest of the command line is programs with options of their own.
bool runs_programs(std::string_view subcommand) { return subcommand == "trace" || subcommand == "check"; }

/// Tells CLI11 which options a subcommand has. Its own help and messages are not used: they would speak in another voice.
void declare(CLI::App& app, const std::string& name, Raw& raw) {
    app.set_help_flag();
    app.add_flag("-h,--help", raw.help);
    app.add_option("--color", raw.colour);
    if (name.empty()) app.add_flag("--version", raw.version);
    if (name == "start" || name == "grade" || name == "hint" || name == "new") app.add_option("LAB", raw.lab);
    if (name == "hint") {
        app.add_option("SCENARIO", raw.scenario);
        app.add_flag("--again", raw.again);
    }
    if (name == "pack") app.add_option("-o,--out,--output", raw.output);
    if (name == "grade" || name == "replay") app.add_option("--in", raw.in);
    if (name == "grade") {
        app.add_option("--seed", raw.seed);
        app.add_option("--runs", raw.runs);
        app.add_flag("--watch", raw.watch);
    }
    if (name == "check") {
        app.add_option("--explore", raw.explore);
        app.add_option("--schedule", raw.schedule);
        app.add_option("--fault", raw.faults)->allow_extra_args(false);
        app.add_flag("--faults", raw.try_faults);
    }
    if (name == "trace") app.add_option("--fault", raw.faults)->allow_extra_args(false);
    if (runs_programs(name)) app.add_option("-o,--output", raw.output);
    if (name == "grade" || name == "doctor" || runs_programs(name)) app.add_option("--format", raw.format);
    if (name == "grade" || name == "replay" || runs_programs(name)) app.add_option("--html", raw.html);
    if (name == "replay") {
        app.add_option("TOKEN", raw.token);
        app.add_flag("--step", raw.step);
    }
    if (name == "explain") app.add_option("RULE", raw.rule);
}

/// The options that a subcommand understands, for suggestions.
std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames())
            names.push_back("--" + name);
    return names;
}

[[noreturn]] void refuse_extra(const CLI::App& app, const std::string& subcommand, const std::string& extra) {
    if (extra.starts_with('-')) {
        const std::string typed = extra.substr(0, extra.find('='));
        const auto meant = course::nearest(typed, option_names(app));
        throw UsageError{fmt::format("There is no option {}{}.", typed, subcommand.empty() ? "" : " for " + subcommand),
                         meant ? fmt::format("Did you mean {}?", *meant) : ask_help(subcommand)};
    }
    if (subcommand.empty()) {
        const auto meant = course::nearest(extra, subcommands);
        throw UsageError{fmt::format("There is no subcommand \"{}\".", extra),
                         meant ? fmt::format("Did you mean `ipclab {}`?", *meant) : ask_help(subcommand)};
    }
    throw UsageError{fmt::format("\"{}\" is one word too many for {}.", extra, subcommand), ask_help(subcommand)};
}

/// Reads the options of one subcommand ("" for those before it).
Raw read(const std::string& subcommand, std::vector<std::string> arguments) {
    Raw raw;
    CLI::App app;
    declare(app, subcommand, raw);
    app.allow_extras();
    try {
        std::ranges::reverse(arguments); // CLI11 takes a vector from its end
        app.parse(std::move(arguments));
    } catch (const CLI::ArgumentMismatch& error) {
        throw UsageError{fmt::format("An option lacks its value: {}.", error.what()), ask_help(subcommand)};
    } catch (const CLI::ParseError& error) {
        throw UsageError{fmt::format("The options cannot be understood: {}.", error.what()), ask_help(subcommand)};
    }
    if (const auto extras = app.remaining(); !extras.empty() && !raw.help) refuse_extra(app, subcommand, extras.front());
    return raw;
}

std::optional<std::string> given(const std::string& text) { return text.empty() ? std::nullopt : std::optional{text}; }

std::optional<std::filesystem::path> given_path(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::filesystem::path>{text};
}

std::optional<std::uint64_t> read_seed(const std::string& text) {
    if (text.empty()) return std::nullopt;
    try {
        return course::parse_seed(text);
    } catch (const std::invalid_argument& error) {
        throw UsageError{fmt::format("--seed cannot be \"{}\".", text), error.what()};
    }
}

template <class Number>
std::optional<Number> read_number(std::string_view text, std::string_view option, const std::string& help) {
    if (text.empty()) return std::nullopt;
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 1)
        throw UsageError{fmt::format("{} cannot be \"{}\".", option, text), help};
    return number;
}

/// Splits at ":" words: `./sender : ./receiver 3`.
std::vector<std::vector<std::string>> read_programs(std::string_view subcommand, std::span<const std::string> words) {
    if (!words.empty() && words.front() == "--") words = words.subspan(1);
    std::vector<std::vector<std::string>> programs(1);
    for (const std::string& word : words) {
        if (word == ":")
            programs.emplace_back();
        else
            programs.back().push_back(word);
    }
    if (std::ranges::any_of(programs, [](const auto& program) { return program.empty(); }))
        throw UsageError{programs.size() == 1 ? fmt::format("{} needs a program to run.", subcommand)
                                              : "There is a \":\" without a program beside it.",
                         fmt::format("As in: ipclab {} ./sender box.key : ./receiver box.key 3", subcommand)};
    return programs;
}

/// Where the programs begin: after "--", or at the first word that is no option. Their options are their own.
std::size_t programs_begin(std::span<const std::string> arguments) {
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        const std::string& word = arguments[at];
        if (word == "--" || !word.starts_with('-')) return at;
        static const std::set<std::string> with_value{"-o",      "--output",  "--html",     "--format",
                                                      "--color", "--explore", "--schedule", "--fault"};
        if (with_value.contains(word)) ++at;
    }
    return arguments.size();
}

engine::Fault read_fault(const std::string& text) {
    try {
        return engine::parse_fault(text);
    } catch (const std::invalid_argument& error) {
        throw UsageError{"--fault cannot be understood.", error.what()};
    }
}

std::vector<engine::Fault> read_faults(const std::vector<std::string>& texts) {
    std::vector<engine::Fault> faults;
    for (const std::string& text : texts)
        faults.push_back(read_fault(text));
    return faults;
}

[[noreturn]] void refuse_both_to_stdout() {
    throw UsageError{"The page and the JSON cannot both go to standard output.", "Give --html a file."};
}

Subcommand read_trace(const Raw& raw, std::span<const std::string> words) {
    const Format format = one_of(formats, raw.format, "--format");
    if (format == Format::json && raw.output.empty())
        throw UsageError{"A trace as JSON needs a file.", "Add -o FILE: standard output belongs to the programs."};
    if (raw.html == "-")
        throw UsageError{"The page of a trace needs a file.",
                         "As in --html run.html: standard output belongs to the programs."};
    return TraceOptions{read_programs("trace", words), read_faults(raw.faults), given_path(raw.output), format,
                        given_path(raw.html)};
}

Subcommand read_check(const Raw& raw, std::span<const std::string> words) {
    CheckOptions options;
    options.format = one_of(formats, raw.format, "--format");
    options.all = raw.explore == "all";
    if (!options.all)
        options.runs = read_number<std::size_t>(raw.explore, "--explore", "It is a number of at least 1, or all.");
    options.schedule = given(raw.schedule);
    if (options.schedule && !raw.explore.empty())
        throw UsageError{"--schedule is one order, and --explore asks for many.", "Leave one of them off."};
    for (const std::string& text : raw.faults)
        options.faults.push_back(read_fault(text));
    options.try_faults = raw.try_faults;
    if (options.schedule && options.try_faults)
        throw UsageError{"--schedule is one order, and --faults asks for many runs.", "--fault TEXT asks for one fault."};
    options.output = given_path(raw.output);
    options.html = given_path(raw.html);
    if (raw.html == "-" && options.format == Format::json && !options.output) refuse_both_to_stdout();
    options.programs = read_programs("check", words);
    return options;
}

Subcommand read_grade(const Raw& raw) {
    GradeOptions options{given(raw.lab),
                         raw.in,
                         read_seed(raw.seed),
                         read_number<int>(raw.runs, "--runs", "It is a number of at least 1."),
                         one_of(formats, raw.format, "--format"),
                         raw.watch,
                         given_path(raw.html)};
    if (raw.html == "-" && options.format == Format::json) refuse_both_to_stdout();
    if (raw.html == "-" && options.watch)
        throw UsageError{"--watch would write one page behind the other.", "Give --html a file."};
    if (options.watch && options.format == Format::json)
        throw UsageError{"--watch shows one grading after the other, which is no JSON.", "Leave one of the two off."};
    return options;
}

Subcommand read_subcommand(const std::string& name, const Raw& raw) {
    if (name == "start") return StartOptions{given(raw.lab)};
    if (name == "grade") return read_grade(raw);
    if (name == "hint") return HintOptions{given(raw.lab), given(raw.scenario), raw.again};
    if (name == "pack") return PackOptions{given_path(raw.output)};
    if (name == "new") {
        if (raw.lab.empty()) throw UsageError{"new needs a name for the lab.", "As in: ipclab new 04-semaphores/6-barrier"};
        return NewOptions{raw.lab};
    }
    if (name == "replay") {
        if (raw.token.empty())
            throw UsageError{"replay needs a token.", "It stands beneath a failed scenario, after \"again:\"."};
        return ReplayOptions{raw.token, raw.in, raw.step, given_path(raw.html)};
    }
    if (name == "explain") return ExplainOptions{given(raw.rule)};
    return DoctorOptions{one_of(formats, raw.format, "--format")};
}

} // namespace

Invocation parse(std::span<const std::string> arguments) {
    const auto named =
        std::ranges::find_if(arguments, [](const std::string& word) { return std::ranges::count(subcommands, word) > 0; });
    // `--color never grade`: what stands before the subcommand is ours.
    const Raw before = read("", {arguments.begin(), named});
    report::When colour = one_of(moments, before.colour, "--color");
    if (before.version) return {PrintOptions{fmt::format("ipclab {}\n", version)}, colour};
    if (before.help) return {PrintOptions{std::string{help_text("")}}, colour};
    if (named == arguments.end()) return {MapOptions{}, colour};

    const std::string& name = *named;
    const auto rest = arguments.subspan(static_cast<std::size_t>(named - arguments.begin()) + 1);
    const std::size_t own = runs_programs(name) ? programs_begin(rest) : rest.size();
    const Raw raw = read(name, {rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(own)});
    if (raw.help) return {PrintOptions{std::string{help_text(name)}}, colour};
    if (raw.colour != "auto") colour = one_of(moments, raw.colour, "--color");
    if (name == "trace") return {read_trace(raw, rest.subspan(own)), colour};
    if (name == "check") return {read_check(raw, rest.subspan(own)), colour};
    return {read_subcommand(name, raw), colour};
}

} // namespace ipclab::cli
