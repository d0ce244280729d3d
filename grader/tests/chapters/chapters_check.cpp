// The chapters' programs, transcripts and pages, each checked by one command so that ctest can run them side by side:
//
//   chapters_check session RUN...        plays transcripts anew: they are as they stand
//   chapters_check repeat N RUN...       the same, N times each
//   chapters_check draw FOLDER RUN...    the same, once, where a figure is asked for; draws it into FOLDER (see draw.h)
//   chapters_check page README...        a page shows the code and the runs as they are
//   chapters_check program SOURCE...     a program says what it is for, is short, and gets from `ipclab check` what it says
//   chapters_check coverage|errata|atlas FILE     the page is complete, and what it names is there
//   chapters_check record DIR RUN...     plays sessions, and writes each run to DIR/CHAPTER/NAME.json
//   chapters_check picture [--from TEXT] [--to TEXT]... [--without TEXT]... [--columns N] [--prefix ID] [--title TEXT] RUN.json
//                                        draws a recorded run, or a part of it, as SVG
//   --complete before that file          and nothing in it is only planned
//   --rewrite before the first file      puts sessions and pages right instead of complaining
//
// IPCLAB_CHAPTERS is the folder of the built programs, IPCLAB_PROGRAM the built grader. Status 77: it cannot be tried here.

#include "draw.h"
#include "drawing.h"
#include "files.h"
#include "page.h"
#include "session.h"
#include "shell.h"
#include "tables.h"
#include "verdict.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace ipclab::chapters;
namespace fs = std::filesystem;

constexpr int skipped = 77;

fs::path from_environment(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr) throw std::runtime_error(fmt::format("{} is not set", name));
    return fs::canonical(value);
}

Provided provided_for(const fs::path& chapter) {
    return {.chapter = chapter,
            .programs = from_environment("IPCLAB_CHAPTERS") / chapter.filename(),
            .ipclab = from_environment("IPCLAB_PROGRAM")};
}

bool session(const fs::path& file, Mode mode, bool with_guest) {
    const auto played = play(read_file(file), provided_for(file.parent_path().parent_path()), with_guest);
    auto figure = file; // drawn where somebody wants one: where there is such a file
    figure.replace_extension(".figure.txt");
    bool good = settle(file, played.transcript, mode, "as it runs");
    if (fs::exists(figure)) good = settle(figure, played.figure, mode, "as it runs") && good;
    if (!good && !only_own_programs(inputs_of(played.transcript)) &&
        read_file("/etc/os-release").find("bookworm") == std::string::npos)
        throw NotHere("tools say other things here; those of Debian 12 decide");
    return good;
}

bool record(const fs::path& file, const fs::path& folder, bool with_guest) {
    const auto chapter = file.parent_path().parent_path();
    const auto played = play(read_file(file), provided_for(chapter), with_guest);
    if (played.trace.empty()) throw std::runtime_error("a shell played it, so there is no run to record");
    fs::create_directories(folder / chapter.filename());
    const auto recorded = folder / chapter.filename() / file.stem().concat(".json");
    if (std::ofstream out{recorded}; !(out << played.trace << std::flush))
        throw std::runtime_error(fmt::format("{} cannot be written", recorded.string()));
    return true;
}

bool page(const fs::path& file, Mode mode) { return settle(file, rendered(file), mode, "from the files"); }

/// Longer than that, and it has more than one idea, or says why in its first comment: "long because".
constexpr std::size_t most_lines = 80;

bool program(const fs::path& source) {
    const auto text = read_file(source);
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    if (!text.starts_with("// ")) throw std::runtime_error("it does not begin with a comment that says what it is for");
    if (lines > most_lines && text.find("// long because ") == std::string::npos)
        throw std::runtime_error(fmt::format("{} lines; more than {} need a line \"// long because …\"", lines, most_lines));
    const auto promise = promise_of(source);
    const auto found = findings_of(promise, provided_for(source.parent_path()));
    if (found == promise.findings) return true;
    fmt::print("{} promises: {}\nipclab check finds: {}\n", source.filename().string(),
               promise.findings.empty() ? "clean" : fmt::format("{}", fmt::join(promise.findings, ", ")),
               found.empty() ? "clean" : fmt::format("{}", fmt::join(found, ", ")));
    return false;
}

bool told(const std::vector<std::string>& problems) {
    for (const auto& problem : problems)
        fmt::print("{}\n", problem);
    return problems.empty();
}

int number(const std::string& text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) throw std::runtime_error(text + " is not a number");
    return value;
}

/// Draws a recorded run.
int picture(const std::vector<std::string>& words) {
    Part part;
    std::size_t at = 1;
    for (; at + 1 < words.size() && words[at].starts_with("--"); at += 2) {
        const auto& value = words[at + 1];
        if (words[at] == "--from")
            part.from = value;
        else if (words[at] == "--to")
            part.to.push_back(value);
        else if (words[at] == "--without")
            part.without.push_back(value);
        else if (words[at] == "--columns")
            part.columns = number(value);
        else if (words[at] == "--prefix")
            part.prefix = value;
        else if (words[at] == "--title")
            part.title = value;
        else
            throw std::runtime_error(fmt::format("picture has no option {}", words[at]));
    }
    if (at + 1 != words.size()) throw std::runtime_error("usage: chapters_check picture [OPTIONS] RUN.json");
    fmt::print("{}", drawn(ipclab::trace::from_json(read_file(words[at])), part));
    return 0;
}

/// What was asked for.
struct Request {
    std::string what;
    fs::path folder; ///< to write to
    int times = 1;
    Mode mode = Mode::check;
    bool complete = false;
    std::vector<fs::path> files;
};

Request request_of(const std::vector<std::string>& words) {
    if (words.empty())
        throw std::runtime_error(
            "usage: chapters_check session|repeat|record|picture|draw|page|program|coverage|errata|atlas …");
    Request request;
    request.what = words.front();
    auto word = words.begin() + 1;
    if (request.what == "repeat" && word != words.end()) request.times = number(*word++);
    if ((request.what == "record" || request.what == "draw") && word != words.end()) request.folder = fs::absolute(*word++);
    for (; word != words.end(); ++word) {
        if (*word == "--rewrite")
            request.mode = Mode::rewrite;
        else if (*word == "--complete")
            request.complete = true;
        else
            request.files.push_back(fs::canonical(*word));
    }
    return request;
}

bool holds(const Request& request, const fs::path& file, bool with_guest) {
    const auto& what = request.what;
    if (what == "session" || what == "repeat") return session(file, request.mode, with_guest);
    if (what == "record") return record(file, request.folder, with_guest);
    if (what == "draw") {
        draw(file, provided_for(file.parent_path().parent_path()), with_guest, request.folder);
        return true;
    }
    if (what == "page") return page(file, request.mode);
    if (what == "program") return program(file);
    if (what == "coverage") return told(problems_of_coverage(file, request.complete));
    if (what == "errata") return told(problems_of_errata(file, request.complete));
    if (what == "atlas") return told(problems_of_atlas(file, request.complete));
    throw std::runtime_error("there is no check " + what);
}

int run(const std::vector<std::string>& words) {
    if (!words.empty() && words.front() == "picture") return picture(words);
    const auto request = request_of(words);
    const auto& what = request.what;
    const bool plays = what == "session" || what == "repeat" || what == "record" || what == "draw" || what == "program";
    bool with_guest = false;
    try {
        with_guest = plays && become_student();
    } catch (const NotHere& reason) {
        if (request.what != "draw") throw;
        for (const auto& file : request.files)
            not_drawn(file, reason.what(), request.folder);
        return 0;
    }
    bool good = true;
    bool not_tried = false;
    for (const auto& file : request.files) {
        try {
            for (int i = 0; i < request.times; ++i)
                good = holds(request, file, with_guest) && good;
        } catch (const NotHere& reason) {
            not_tried = true;
            fmt::print("not tried: {}: {}\n", file.filename().string(), reason.what());
        } catch (const std::exception& error) {
            fmt::print("{}: {}\n", file.filename().string(), error.what());
            good = false;
        }
    }
    if (!good && (request.what == "session" || request.what == "page"))
        fmt::print("If the programs are right, put it right with: ninja -C build/default chapters-runs\n");
    if (!good) return 1;
    return not_tried ? skipped : 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const NotHere& reason) {
        fmt::print("not tried: {}\n", reason.what());
        return skipped;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
