#include "alone.h"

#include "engine/descriptor.h"
#include "shell.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/personality.h>
#include <sys/syscall.h>
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

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

/// Both ends of a terminal. Ours of its other end stays open while we read: when the last one is closed, or when the leader of
/// its session ends, the kernel tells the reader of a hang-up, and what was written just before may be lost to him.
struct Ends {
    Ends() {
        termios settings{};
        cfmakeraw(&settings);
        int master_fd = -1;
        int slave_fd = -1;
        if (openpty(&master_fd, &slave_fd, nullptr, &settings, nullptr) == -1) fail("openpty");
        master.reset(master_fd);
        slave.reset(slave_fd);
        if (fcntl(master_fd, F_SETFL, O_NONBLOCK) == -1 || fcntl(master_fd, F_SETFD, FD_CLOEXEC) == -1 ||
            fcntl(slave_fd, F_SETFD, FD_CLOEXEC) == -1)
            fail("fcntl");
    }
    engine::Descriptor master;
    engine::Descriptor slave;
};

/// What has arrived, without waiting for more.
void drain(int terminal, std::string& text) {
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto n = read(terminal, buffer.data(), buffer.size());
        if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
        if (n == 0 || (n == -1 && errno == EAGAIN)) return;
        if (n == -1 && errno != EINTR) fail("read");
    }
}

/// All that comes until the process has ended.
std::string all_until_end_of(pid_t child, int terminal) {
    const engine::Descriptor process{static_cast<int>(syscall(SYS_pidfd_open, child, 0))};
    if (!process) fail("pidfd_open");
    std::string text;
    std::array<pollfd, 2> waiting{{{terminal, POLLIN, 0}, {process.get(), POLLIN, 0}}};
    while (waiting[1].revents == 0) {
        if (poll(waiting.data(), waiting.size(), -1) == -1 && errno != EINTR) fail("poll");
        drain(terminal, text);
    }
    drain(terminal, text);
    return text;
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
    const Ends terminal;
    const auto child = fork();
    if (child == -1) fail("fork");
    if (child == 0) {
        if (setsid() == -1 || dup2(terminal.slave.get(), 1) == -1 || dup2(terminal.slave.get(), 2) == -1) _exit(126);
        become_shell(command, place);
    }
    auto text = all_until_end_of(child, terminal.master.get());
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
