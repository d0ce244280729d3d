#include "cli/programs.h"

#include "cli/options.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include <unistd.h>

#include <fmt/format.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

bool can_run(const fs::path& file) {
    std::error_code ignored;
    return fs::is_regular_file(file, ignored) && access(file.c_str(), X_OK) == 0;
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

} // namespace

std::string find_program(const std::string& name) {
    std::error_code ignored;
    if (name.find('/') != std::string::npos) {
        if (can_run(name)) return fs::absolute(name).string();
        const bool there = fs::exists(name, ignored);
        throw UsageError{fmt::format("{} cannot be run: {}.", name, there ? "it is no program" : "there is no such file"),
                         there ? "" : "Has it been compiled?"};
    }
    const char* path = std::getenv("PATH");
    std::string_view rest = path != nullptr ? path : "/usr/bin:/bin";
    while (true) {
        const std::size_t end = rest.find(':');
        const fs::path folder{rest.substr(0, end)};
        if (can_run(folder / name)) return fs::absolute(folder / name).string();
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    throw UsageError{fmt::format("There is no program \"{}\".", name),
                     fs::exists(name, ignored) ? fmt::format("Did you mean ./{}?", name) : ""};
}

std::vector<engine::Step> starts(const std::vector<std::vector<std::string>>& programs) {
    std::map<std::string, int> seen;
    std::vector<engine::Step> play;
    for (const auto& words : programs) {
        engine::Start start;
        start.actor = fs::path{words.front()}.filename().string();
        if (const int number = ++seen[start.actor]; number > 1) start.actor += std::to_string(number);
        start.program.path = find_program(words.front());
        start.program.argv = words;
        std::string text = "start " + start.actor;
        play.push_back({std::move(start), std::move(text)});
    }
    return play;
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

std::map<std::string, std::string> environment() {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        if (const std::size_t equals = text.find('='); equals != std::string_view::npos)
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

int status_of(const trace::Trace& trace) {
    std::map<trace::TaskId, const trace::Exited*> ends;
    for (const trace::Event& event : trace.events)
        if (const auto* exited = std::get_if<trace::Exited>(&event.what)) ends[event.task] = exited;
    for (const trace::Task& task : trace.tasks) {
        if (task.parent || task.thread) continue;
        const auto end = ends.find(task.id);
        if (end == ends.end()) return 1;
        const int status = end->second->signal != 0 ? 128 + end->second->signal : end->second->code;
        if (status != 0) return status;
    }
    return 0;
}

} // namespace ipclab::cli
