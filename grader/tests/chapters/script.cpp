#include "script.h"

#include "shell.h"

#include <fmt/format.h>

#include <signal.h>

#include <fstream>
#include <regex>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace ipclab::chapters {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view as_guest = "sudo -u guest ";

/// A file and what root writes into it.
struct Limit {
    std::string file;
    std::string value;
};

Limit limit_of(const std::string& command) {
    static const std::regex form{"echo ['\"]?([0-9 ]+?)['\"]? > (/proc/sys/kernel/[a-z_]+)"};
    std::smatch parts;
    if (!std::regex_match(command, parts, form))
        throw std::runtime_error("root can only say: echo NUMBERS > /proc/sys/kernel/NAME");
    return {.file = parts[2], .value = parts[1]};
}

fs::path status_file(const fs::path& folder, int terminal) { return folder / fmt::format("status.{}", terminal); }

} // namespace

Script::Script(const std::vector<Input>& inputs, Place place, fs::path statuses)
    : place_{std::move(place)}, statuses_{std::move(statuses)} {
    for (const auto& input : inputs) {
        if (input.signo != 0 || input.text == "fg")
            press(input);
        else if (input.root)
            set_limit(input);
        else
            start(input);
    }
}

const Input* Script::typed_at(std::size_t step) const {
    const auto typed = typed_.find(step);
    return typed == typed_.end() ? nullptr : &typed->second;
}

void Script::ended(const std::string& actor, int status) const {
    std::ofstream{status_file(statuses_, terminal_of(actor))} << status << '\n';
}

void Script::press(const Input& input) {
    const auto running = running_.find(input.terminal);
    if (running == running_.end()) throw std::runtime_error(fmt::format("{}: nothing runs at that terminal", input.text));
    const int signo = input.text == "fg" ? SIGCONT : input.signo == SIGTSTP ? SIGSTOP : input.signo;
    add(engine::Send{running->second, signo, true}, &input);
}

void Script::wait_for_prompt(int terminal) {
    // While a program runs at it, nobody can type a command there.
    if (const auto running = running_.find(terminal); running != running_.end())
        add(engine::Until{running->second, engine::Until::State::exited, {}, 1}, nullptr);
}

void Script::set_limit(const Input& input) {
    limit_of(input.text); // a mistake is told before anything is played
    wait_for_prompt(input.terminal);
    add(engine::Pass{}, &input); // done when it is typed
}

void Script::start(const Input& typed) {
    wait_for_prompt(typed.terminal);
    engine::Start start;
    auto command = typed.text;
    if (is_guests(typed)) {
        command.erase(0, as_guest.size());
        start.program.user = guest;
    }
    auto words = plain_words(command);
    const bool own = words && words->front().starts_with("./");
    if (!words) words = {{"sh", "-c", for_shell(command, typed.terminal)}};
    start.program.path = own ? (place_.folder / words->front().substr(2)).string() : in_path(words->front());
    start.program.argv = *words;
    const auto name = fs::path{words->front()}.filename().string();
    start.actor = name;
    for (int n = 2; terminals_.contains(start.actor); ++n)
        start.actor = fmt::format("{}{}", name, n);
    terminals_[start.actor] = typed.terminal;
    running_[typed.terminal] = start.actor;
    if (own) own_.insert(start.actor);
    add(std::move(start), &typed);
}

std::string Script::for_shell(const std::string& command, int terminal) const {
    // `$?` is how the last command at this terminal ended, as in a shell that had run it.
    if (command.find("$?") == std::string::npos) return command;
    return fmt::format("status() {{ return \"$1\"; }}; read -r last <{}; status \"$last\"; {}",
                       status_file(statuses_, terminal).string(), command);
}

void Script::add(decltype(engine::Step::action) action, const Input* input) {
    if (input != nullptr) typed_[steps_.size()] = *input;
    steps_.push_back({std::move(action), "types"});
}

bool is_guests(const Input& input) { return input.text.starts_with(as_guest); }

bool set_limit(const Input& input) {
    const auto limit = limit_of(input.text);
    std::ofstream file{limit.file};
    file << limit.value;
    return static_cast<bool>(file.flush());
}

} // namespace ipclab::chapters
