#include "alone.h"

#include "engine/descriptor.h"
#include "shell.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <pty.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <regex>
#include <stdexcept>
#include <system_error>

namespace ipclab::chapters {
namespace {

/// Until every process that has the terminal open is gone: then reading from it fails (EIO, pty(7)).
std::string all_from(int terminal) {
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto n = read(terminal, buffer.data(), buffer.size());
        if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
        if (n == 0 || (n == -1 && errno != EINTR)) return text;
    }
}

[[noreturn]] void become_shell(const std::string& command, const Place& place) {
    std::vector<std::string> settings;
    for (const auto& [name, value] : environment())
        settings.push_back(name + "=" + value);
    std::vector<char*> variables;
    for (auto& setting : settings)
        variables.push_back(setting.data());
    variables.push_back(nullptr);
    personality(ADDR_NO_RANDOMIZE); // as under the engine
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (chdir(place.folder.c_str()) == -1 || nothing == -1 || dup2(nothing, 0) == -1) _exit(126);
    execle("/bin/sh", "sh", "-c", command.c_str(), nullptr, variables.data());
    _exit(127);
}

std::string output_of(const std::string& command, const Place& place) {
    termios settings{};
    cfmakeraw(&settings);
    int master = -1;
    const auto child = forkpty(&master, nullptr, &settings, nullptr);
    if (child == -1) throw std::system_error(errno, std::generic_category(), "forkpty");
    if (child == 0) become_shell(command, place);
    const engine::Descriptor terminal{master};
    auto text = all_from(terminal.get());
    while (waitpid(child, nullptr, 0) == -1 && errno == EINTR) {
    }
    return text;
}

/// How long something took, and what a program's build is told by: another compiler makes another one.
std::string masked(const std::string& text) {
    static const std::regex duration{" in [0-9.]+ m?s\n"};
    static const std::regex build{"(again: .*--schedule [^ @]*@)[0-9a-f]+"};
    return std::regex_replace(std::regex_replace(text, duration, " in x ms\n"), build, "$1build");
}

} // namespace

std::string play_alone(const std::vector<Input>& inputs, const Place& place) {
    Recorder recorder;
    for (const auto& input : inputs) {
        if (input.terminal != 0 || input.signo != 0 || input.root)
            throw std::runtime_error("a session with ipclab, strace, gdb or g++ is played at one terminal, without keys");
        recorder.type(input);
        recorder.print(0, masked(output_of(input.text, place)));
    }
    return recorder.text();
}

} // namespace ipclab::chapters
