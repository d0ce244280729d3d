#include "cli/memory.h"

#include "cli/session.h"
#include "course/text_file.h"

#include <algorithm>
#include <sstream>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t largest_file = 1024 * 1024;
constexpr int most_points = 100'000;
constexpr std::size_t most_hints = 1000;
constexpr std::string_view heading = "# What ipclab remembers of the labs in this folder. It may be deleted.\n";

fs::path file_in(const fs::path& work) { return work / ".ipclab"; }

/// "LAB points 12 20", "LAB missed sender-first letters-wait", "LAB seed 0badcafe", "LAB hints sender-first 2"; any other line says
/// nothing.
void read_line(const std::string& line, Memory& memory) {
    std::istringstream words(line);
    std::string lab, what;
    if (!(words >> lab >> what) || lab.starts_with('#')) return;
    if (what == "points") {
        Won won;
        const bool good = words >> won.points >> won.of && won.points >= 0 && won.points <= won.of && won.of <= most_points;
        if (good) memory[lab].won = won;
    } else if (what == "missed") {
        memory[lab].missed.clear();
        for (std::string scenario; words >> scenario;)
            memory[lab].missed.push_back(scenario);
    } else if (what == "seed") {
        words >> memory[lab].seed;
    } else if (what == "hints") {
        std::string scenario;
        long long given = 0;
        if (words >> scenario >> given && given > 0)
            memory[lab].hints[scenario] = std::min(static_cast<std::size_t>(given), most_hints);
    }
}

} // namespace

Memory recall(const fs::path& work) {
    Memory memory;
    try {
        std::istringstream text(course::read_text_file(file_in(work), largest_file));
        for (std::string line; std::getline(text, line);)
            read_line(line, memory);
    } catch (const course::UnreadableFile&) {
        // Nothing is remembered.
    }
    return memory;
}

void remember(const fs::path& work, const Memory& memory) {
    std::string text(heading);
    for (const auto& [lab, one] : memory) {
        if (one.won) text += fmt::format("{} points {} {}\n", lab, one.won->points, one.won->of);
        if (!one.missed.empty()) text += fmt::format("{} missed {}\n", lab, fmt::join(one.missed, " "));
        if (!one.seed.empty()) text += fmt::format("{} seed {}\n", lab, one.seed);
        for (const auto& [scenario, given] : one.hints)
            text += fmt::format("{} hints {} {}\n", lab, scenario, given);
    }
    std::error_code ignored;
    fs::create_directories(work, ignored);
    // Only where there is a file or nothing: writing to a FIFO would wait for ever.
    const auto status = fs::symlink_status(file_in(work), ignored);
    if (fs::exists(status) && !fs::is_regular_file(status)) return;
    try {
        write_file(file_in(work), text);
    } catch (const OurFailure&) {
        // A folder that cannot be written to can still be graded.
    }
}

} // namespace ipclab::cli
