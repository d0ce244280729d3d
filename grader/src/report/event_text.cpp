#include "report/event_text.h"

#include "report/page.h"
#include "sysv/names.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::report {
namespace {

template <class... Fs>
struct Cases : Fs... {
    using Fs::operator()...;
};
template <class... Fs>
Cases(Fs...) -> Cases<Fs...>;

/// Words of a command line, with quotes only where they are needed.
std::string command_line(const std::vector<std::string>& argv) {
    std::string line;
    for (const std::string& word : argv) {
        const bool plain = !word.empty() && word.find_first_of(" \t\n\"'\\$*?<>|&;()") == std::string::npos;
        line += line.empty() ? "" : " ";
        line += plain ? word : sysv::quoted(word);
    }
    return line;
}

EventText tell_exit(const trace::Exited& exited) {
    if (exited.signal != 0) return {fmt::format("ended by {}", sysv::signal_name(exited.signal)), Style::error};
    return {fmt::format("exits with status {}", exited.code), exited.code == 0 ? Style::plain : Style::advice};
}

EventText tell_signal(const trace::Signalled& signalled, const trace::Names& names) {
    using Effect = trace::Signalled::Effect;
    const auto effect = [&]() -> std::string_view {
        switch (signalled.effect) {
        case Effect::handled: return "its handler runs";
        case Effect::ignored: return "it is ignored";
        case Effect::ends: return "it ends the process";
        case Effect::stops: return "it stops the process";
        case Effect::continues: return "the process goes on";
        }
        return "";
    };
    std::string from;
    if (signalled.from && *signalled.from != trace::script) from = " from " + names.task(*signalled.from);
    return {fmt::format("gets {}{}: {}", sysv::signal_name(signalled.signo), from, effect()),
            signalled.effect == Effect::ends ? Style::error : Style::plain};
}

EventText tell_called(const trace::Called& called, const trace::Event& event, const trace::Names& names) {
    EventText told;
    const std::string result = trace::describe(called.result, called.call, names, event.index);
    told.text = trace::describe(called.call, names, event.index);
    told.text += result.empty() ? "" : " = " + result;
    if (called.origin == trace::Called::Origin::fault) told.text += " (a fault that the scenario asked for)";
    if (!called.result.ok()) told.style = Style::error;
    if (called.removed) told = {told.text, Style::advice, EventText::Mark::removed};
    if (called.blocked) told.mark = EventText::Mark::goes_on;
    return told;
}

std::string tell_access(const trace::Accessed& accessed, const trace::Event& event, const trace::Names& names) {
    constexpr std::array verbs{"reads", "writes", "reads (atomic)", "writes (atomic)", "updates (atomic)"};
    const std::string where = accessed.size > 1
                                  ? fmt::format("bytes {} to {}", accessed.offset, accessed.offset + accessed.size - 1)
                                  : fmt::format("byte {}", accessed.offset);
    const std::string text = fmt::format("{} {} of {}", verbs.at(static_cast<std::size_t>(accessed.kind)), where,
                                         names.object(accessed.segment, event.index));
    return accessed.bytes.empty() ? text : text + ": " + sysv::quoted(accessed.bytes);
}

std::string tell_step(const trace::Scripted& step, const trace::Event& event, const trace::Names& names) {
    std::string text = "scenario: " + step.text;
    if (step.looked)
        text += ": " + (step.looked->state ? tell_state(*step.looked->state, names, event.index) : "none is there");
    return text;
}

std::string forked_text(const trace::Forked& forked, const trace::Names& names) {
    const std::string_view made = forked.how == trace::Forked::How::thread  ? "starts the thread"
                                  : forked.how == trace::Forked::How::vfork ? "vfork() makes"
                                                                            : "fork() makes";
    return fmt::format("{} {}", made, names.task(forked.child));
}

} // namespace

EventText tell(const trace::Event& event, const trace::Names& names) {
    return std::visit(
        Cases{[](const trace::Started& started) { return EventText{"starts: " + command_line(started.argv)}; },
              [&](const trace::Forked& forked) { return EventText{forked_text(forked, names)}; },
              [](const trace::Execed& execed) { return EventText{"exec: " + command_line(execed.argv)}; },
              [&](const trace::Blocked& blocked) { return EventText{trace::describe(blocked.call, names, event.index)}; },
              [&](const trace::Called& called) { return tell_called(called, event, names); },
              [&](const trace::Accessed& accessed) { return EventText{tell_access(accessed, event, names)}; },
              [](const trace::Faulted& faulted) {
                  return EventText{"fault: " + faulted.fault, Style::advice};
              },
              [](const trace::Output& output) {
                  return EventText{
                      fmt::format("prints {}{}", output.fd == 2 ? "to stderr " : "", sysv::quoted(output.bytes)),
                      Style::emphasis};
              },
              [&](const trace::Signalled& signalled) { return tell_signal(signalled, names); },
              [](const trace::Exited& exited) { return tell_exit(exited); },
              [&](const trace::Scripted& scripted) {
                  return EventText{tell_step(scripted, event, names), Style::faint};
              },
              [](const trace::ClockAdvanced& clock) {
                  return EventText{fmt::format("everybody waits: the clock goes on to {}", tell_duration(clock.to)),
                                   Style::faint};
              },
              [](const trace::Noted& noted) {
                  return EventText{"note: " + noted.text, Style::advice};
              }},
        event.what);
}

std::string tell_waiting(const trace::WaitsFor& waits_for, const trace::Names& names, trace::EventIndex at) {
    return "waits for " + trace::describe(waits_for, names, at);
}

std::string tell_state(const sysv::ObjectState& state, const trace::Names& names, trace::EventIndex at) {
    const std::string name = names.object(sysv::id_of(state), at);
    return std::visit(
        Cases{[&](const sysv::QueueState& queue) {
                  return fmt::format("{}: {}, {}", name, counted(queue.qnum, "message", "messages"),
                                     counted(queue.cbytes, "byte", "bytes"));
              },
              [&](const sysv::SemaphoreSetState& set) {
                  std::vector<int> values;
                  for (const auto& semaphore : std::span{set.semaphores}.first(std::min(set.semaphores.size(), most_told)))
                      values.push_back(semaphore.value);
                  const std::size_t more = set.semaphores.size() - values.size();
                  return fmt::format("{}: {} {}{}", name, set.semaphores.size() == 1 ? "value" : "values",
                                     fmt::join(values, ", "), more == 0 ? "" : fmt::format(" and {} more", more));
              },
              [&](const sysv::SegmentState& segment) {
                  return fmt::format("{}: {}, attached {}", name, counted(segment.segsz, "byte", "bytes"),
                                     counted(segment.nattch, "time", "times"));
              }},
        state);
}

std::string tell_duration(std::chrono::nanoseconds duration) {
    const auto count = static_cast<double>(duration.count());
    if (count >= 1e9) return fmt::format("{:.6g} s", count / 1e9);
    if (count >= 1e6) return fmt::format("{:.6g} ms", count / 1e6);
    if (count >= 1e3) return fmt::format("{:.6g} us", count / 1e3);
    return fmt::format("{} ns", duration.count());
}

const std::vector<sysv::ObjectState>& states_after(const trace::Event& event) {
    static const std::vector<sysv::ObjectState> none;
    if (const auto* called = std::get_if<trace::Called>(&event.what)) return called->after;
    if (const auto* exited = std::get_if<trace::Exited>(&event.what)) return exited->after;
    return none;
}

} // namespace ipclab::report
