// What control costs: a ping-pong natively, under strace and under the engine, in turns, so that a busy machine is busy for all.

#include "engine/run.h"

#include <fmt/format.h>

#include <sched.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace ipclab;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// Processor time of this process and of all that it has waited for: on one processor, what an idle machine would take.
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

/// Of a program of its own; nothing where it is not there.
std::optional<double> time_of(std::vector<std::string> command) {
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

engine::RunSpec spec_of(const engine::Inside& inside, const std::vector<std::string>& command) {
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

/// All figures of one kind of ping-pong as a line.
void compare(engine::Engine& engine, const engine::Inside& inside, const std::string& program, const std::string& kind,
             int times) {
    const std::vector<std::string> command{program, kind, "10000"};
    std::vector<std::string> strace{"strace", "-f", "--seccomp-bpf", "-e", "trace=%ipc", "-o", "/dev/null"};
    strace.insert(strace.end(), command.begin(), command.end());
    std::vector<double> native, traced, controlled;
    for (int i = 0; i < times; ++i) {
        native.push_back(time_of(command).value());
        if (const auto time = time_of(strace)) traced.push_back(*time);
        const auto begin = processor_time();
        const auto trace = engine.run(spec_of(inside, command), *schedule::fixed());
        controlled.push_back(processor_time() - begin);
        if (trace.outcome != trace::Outcome::finished) throw std::runtime_error("the run ended otherwise: " + trace.error);
    }
    const double base = median(native);
    const auto cell = [&](const std::vector<double>& values) {
        return values.empty() ? std::string{"-"}
                              : fmt::format("{:.0f} ms {:6.2f}", median(values) * 1e3, median(values) / base);
    };
    fmt::print("{:<12}{:>18}{:>18}{:>18}\n", kind, cell(native), cell(traced), cell(controlled));
    (void)fflush(stdout);
}

/// From the event that completes a deadlock to the end of the run, when everything is cleared away, and from the run's start.
void time_deadlock(engine::Engine& engine, const engine::Inside& inside, const std::string& program) {
    std::vector<double> from_event, from_start;
    constexpr int times = 100;
    for (int i = 0; i < times; ++i) {
        auto spec = spec_of(inside, {program, "deadlock", "0"});
        auto last = Clock::now();
        spec.on_event = [&](const trace::Trace&, const trace::Event&) { last = Clock::now(); };
        const auto begin = Clock::now();
        const auto trace = engine.run(spec, *schedule::fixed());
        const auto end = Clock::now();
        if (trace.outcome != trace::Outcome::deadlock) throw std::runtime_error("no deadlock: " + trace.error);
        from_event.push_back(Seconds{end - last}.count());
        from_start.push_back(Seconds{end - begin}.count());
    }
    fmt::print(
        "\nDeadlock of two processes, {} runs: {:.2f} ms from its last event until it is told and all is cleared away "
        "(worst {:.2f}), {:.2f} ms from the run's start (worst {:.2f}).\n",
        times, median(from_event) * 1e3, std::ranges::max(from_event) * 1e3, median(from_start) * 1e3,
        std::ranges::max(from_start) * 1e3);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print(stderr, "usage: {} PING_PONG [TIMES]\n", argv[0]);
        return 2;
    }
    const std::string program = argv[1];
    const int times = argc > 2 ? std::stoi(argv[2]) : 5;
    const auto measure = [&](const engine::Inside& inside) {
        // The jail is on one processor, and so is everything that it starts.
        engine::Engine engine;
        fmt::print("Processor time of 10,000 rounds, median of {}; beside each its ratio to native\n\n", times);
        fmt::print("{:<12}{:>18}{:>18}{:>18}\n", "", "native", "strace", "engine");
        compare(engine, inside, program, "queue", times);
        compare(engine, inside, program, "semaphore", times);
        time_deadlock(engine, inside, program);
        (void)fflush(stdout);
        return std::string{};
    };
    const auto ended = engine::in_jail(engine::probe().level, measure, {}, {.needed = {program}});
    if (ended.error) fmt::print(stderr, "{}\n", *ended.error);
    return ended.error ? 3 : 0;
}
