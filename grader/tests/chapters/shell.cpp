#include "shell.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace ipclab::chapters {

std::optional<std::vector<std::string>> plain_words(const std::string& command) {
    constexpr std::string_view shells_own = "|&;<>()$`\\*?[]#~={}!\n";
    std::vector<std::string> words;
    bool inside = false;
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char c = command[i];
        if (c == ' ') {
            inside = false;
            continue;
        }
        if (!inside) words.emplace_back();
        inside = true;
        if (c == '\'' || c == '"') {
            const auto end = command.find(c, i + 1);
            if (end == std::string::npos) return std::nullopt;
            const auto quoted = command.substr(i + 1, end - i - 1);
            if (c == '"' && quoted.find_first_of("$`\\") != std::string::npos) return std::nullopt;
            words.back() += quoted;
            i = end;
        } else if (shells_own.find(c) != std::string_view::npos) {
            return std::nullopt;
        } else {
            words.back() += c;
        }
    }
    // What only a shell knows.
    constexpr std::array<std::string_view, 7> built_in{"cd", "echo", "exit", "export", "kill", "ulimit", "umask"};
    if (words.empty() || std::ranges::count(built_in, words.front()) > 0) return std::nullopt;
    return words;
}

const std::map<std::string, std::string>& environment() {
    static const std::map<std::string, std::string> variables{
        {"PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"},
        {"HOME", "/"},
        {"USER", "student"},
        {"LC_ALL", "C.UTF-8"},
        {"NO_COLOR", "1"},
        {"COLUMNS", "96"},
        {"TERM", "dumb"},
        {"TZ", "UTC"},
    };
    return variables;
}

std::string in_path(const std::string& name) {
    std::istringstream folders{environment().at("PATH")};
    for (std::string folder; std::getline(folders, folder, ':');) {
        auto file = folder + "/" + name;
        if (std::filesystem::is_regular_file(file) && access(file.c_str(), X_OK) == 0) return file;
    }
    throw std::runtime_error("there is no program " + name);
}

bool needs_to_be_alone(const std::vector<Input>& inputs) {
    return std::ranges::any_of(inputs, [](const Input& input) {
        const auto first = input.text.substr(0, input.text.find(' '));
        const auto name = std::filesystem::path{first}.filename().string();
        return name == "ipclab" || name == "strace" || name == "gdb" || name == "g++" || name == "gcc";
    });
}

bool only_own_programs(const std::vector<Input>& inputs) {
    return std::ranges::all_of(inputs, [](const Input& input) {
        const auto words = plain_words(input.text);
        return input.signo != 0 || (words && (words->front().starts_with("./") || words->front() == "touch"));
    });
}

} // namespace ipclab::chapters
