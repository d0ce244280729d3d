#include "transcript.h"

#include <fmt/format.h>

#include <signal.h>

#include <optional>
#include <stdexcept>

namespace ipclab::chapters {
namespace {

constexpr std::string_view bar = "│ ";

int signal_of(std::string_view key) {
    if (key == "^C") return SIGINT;
    if (key == "^\\") return SIGQUIT;
    if (key == "^Z") return SIGTSTP;
    return 0;
}

/// What a line says, where it is something typed.
std::optional<Input> input_of(std::string_view line) {
    Input input;
    if (!line.empty() && line[0] >= '1' && line[0] <= '9') {
        input.terminal = line[0] - '0';
        line.remove_prefix(1);
    }
    if (line.starts_with("$ ") || line.starts_with("# ")) {
        input.root = line[0] == '#';
        input.text = line.substr(2);
        return input;
    }
    if (input.terminal == 0 || !line.starts_with(bar)) return std::nullopt;
    input.text = line.substr(bar.size());
    input.signo = signal_of(input.text);
    return input.signo != 0 ? std::optional{input} : std::nullopt;
}

std::string_view without_last_blanks(std::string_view line) { return line.substr(0, line.find_last_not_of(" \t\r") + 1); }

} // namespace

std::vector<Input> inputs_of(std::string_view transcript) {
    std::vector<Input> inputs;
    int number = 0;
    while (!transcript.empty()) {
        ++number;
        const auto end = transcript.find('\n');
        auto input = input_of(transcript.substr(0, end));
        transcript.remove_prefix(end == std::string_view::npos ? transcript.size() : end + 1);
        if (!input) {
            if (number == 1)
                throw std::runtime_error("line 1: a transcript begins with a command, behind \"$ \" or \"1$ \"");
            continue;
        }
        if (!inputs.empty() && (inputs.front().terminal == 0) != (input->terminal == 0))
            throw std::runtime_error(fmt::format("line {}: where there is a terminal 1, every prompt has a number", number));
        if (input->signo == 0 && input->text.find_first_not_of(' ') == std::string::npos)
            throw std::runtime_error(fmt::format("line {}: a prompt, but no command", number));
        inputs.push_back(*std::move(input));
    }
    if (inputs.empty()) throw std::runtime_error("nothing is typed in it");
    return inputs;
}

void Recorder::type(const Input& input) {
    end_line();
    if (input.terminal != 0) text_ += std::to_string(input.terminal);
    text_ += fmt::format("{}{}\n", input.signo != 0 ? bar : input.root ? "# " : "$ ", input.text);
}

void Recorder::print(int terminal, std::string_view bytes) {
    while (!bytes.empty()) {
        // Terminals are beside each other: a line that was begun at one cannot go on behind what came at another.
        if (at_ != terminal) end_line();
        at_ = terminal;
        const auto end = bytes.find('\n');
        line_ += bytes.substr(0, end);
        if (end == std::string_view::npos) return;
        put(terminal, line_);
        line_.clear();
        bytes.remove_prefix(end + 1);
    }
}

std::string Recorder::text() {
    end_line();
    return text_;
}

void Recorder::put(int terminal, std::string_view line) {
    const auto shown = terminal == 0 ? std::string{line} : fmt::format("{}{}{}", terminal, bar, line);
    if (input_of(shown)) throw std::runtime_error(fmt::format("this output would be taken for something typed: {}", line));
    text_ += fmt::format("{}\n", without_last_blanks(shown));
}

void Recorder::end_line() {
    if (!line_.empty()) put(at_, line_);
    line_.clear();
}

} // namespace ipclab::chapters
