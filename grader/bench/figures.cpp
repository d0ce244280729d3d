#include "figures.h"

#include <fmt/format.h>

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace ipclab::bench {

void row(const std::string& what, const std::string& figure, const std::string& beside) {
    fmt::print("{:<54}{:>18}   {}\n", what, figure, beside);
    (void)fflush(stdout);
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

std::string ratio(double a, double b) {
    const double value = a / b;
    return value < 10    ? fmt::format("{:.2f}", value)
           : value < 100 ? fmt::format("{:.1f}", value)
                         : fmt::format("{:.0f}", value);
}

std::string time_text(double seconds) {
    if (seconds >= 1) return fmt::format("{:.2f} s", seconds);
    if (seconds >= 1e-3) return fmt::format("{:.2f} ms", seconds * 1e3);
    if (seconds >= 1e-6) return fmt::format("{:.2f} us", seconds * 1e6);
    return fmt::format("{:.1f} ns", seconds * 1e9);
}

double processor_time() {
    double seconds = 0;
    for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        getrusage(who, &usage);
        for (const auto& time : {usage.ru_utime, usage.ru_stime})
            seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    }
    return seconds;
}

std::optional<double> time_of(Command command) {
    std::vector<char*> argv;
    for (auto& word : command)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    const auto begin = processor_time();
    pid_t pid = 0;
    if (posix_spawnp(&pid, argv.front(), nullptr, nullptr, argv.data(), environ) != 0) return std::nullopt;
    int status = 0;
    while (waitpid(pid, &status, 0) == -1 && errno == EINTR) { // the engine's timer ticks here too
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
    return processor_time() - begin;
}

engine::RunSpec spec_of(const engine::Inside& inside, const Command& command) {
    engine::RunSpec spec;
    spec.folder = inside.folder;
    spec.level = inside.level;
    spec.ledger = inside.ledger;
    engine::Start start{.actor = "A", .program = {}};
    start.program.path = command.front();
    start.program.argv = command;
    spec.play = {{.action = start, .text = "start"}};
    return spec;
}

} // namespace ipclab::bench
