// A ping-pong natively, under strace and under the engine; and how long a deadlock takes.

#include "figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace ipclab::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

void play(engine::Engine& engine, const engine::Inside& inside, const std::string& program, const std::string& kind,
          int times) {
    const Command command{program, kind, "10000"};
    Command strace{"strace", "-f", "--seccomp-bpf", "-e", "trace=%ipc", "-o", "/dev/null"};
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
    const auto line = [&](const std::string& how, const std::vector<double>& values) {
        row(fmt::format("10,000 rounds by {}, {}", kind, how), values.empty() ? "-" : time_text(median(values)),
            values.empty() ? "" : ratio(median(values), base) + " times native");
    };
    line("native", native);
    line("strace", traced);
    line("engine", controlled);
}

} // namespace

void time_ping_pong(engine::Engine& engine, const engine::Inside& inside, const std::string& samples, int times) {
    for (const auto* kind : {"queue", "semaphore"})
        play(engine, inside, samples + "/ping_pong", kind, times);
}

void time_deadlock(engine::Engine& engine, const engine::Inside& inside, const std::string& samples) {
    std::vector<double> from_event, whole;
    constexpr int times = 100;
    for (int i = 0; i < times; ++i) {
        auto spec = spec_of(inside, {samples + "/ping_pong", "deadlock", "0"});
        auto last = Clock::now();
        spec.on_event = [&](const trace::Trace&, const trace::Event&) { last = Clock::now(); };
        const auto begin = Clock::now();
        const auto trace = engine.run(spec, *schedule::fixed());
        const auto end = Clock::now();
        if (trace.outcome != trace::Outcome::deadlock) throw std::runtime_error("no deadlock: " + trace.error);
        from_event.push_back(Seconds{end - last}.count());
        whole.push_back(Seconds{end - begin}.count());
    }
    // What comes after the last event is the verdict, then the end of the programs and of their objects.
    row("deadlock, from its last event until all is cleared", time_text(median(from_event)),
        ratio(median(from_event), median(whole)) + " of the run; worst " + time_text(std::ranges::max(from_event)));
}

} // namespace ipclab::bench
