#include "analysis/each_rule.h"
#include "analysis/waiting.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ipclab::analysis {

namespace {

Finding limit(std::string_view rule, std::string message, std::string_view help, const trace::Event* shows) {
    Finding finding;
    finding.rule = rule;
    finding.message = std::move(message);
    finding.help = help;
    if (shows) {
        finding.evidence = {shows->index};
        finding.where = shows->where;
    }
    return finding;
}

/// The last event of a process, not of the script.
const trace::Event* last_event(const trace::Trace& trace) {
    for (std::size_t i = trace.events.size(); i-- > 0;) {
        const auto& event = trace.events[i];
        if (event.task != trace::script && !std::holds_alternative<trace::Exited>(event.what)) return &event;
    }
    return nullptr;
}

/// The last event of whoever caused most of what `weight` counts.
const trace::Event* busiest(const trace::Trace& trace, std::size_t (*weight)(const trace::Event&)) {
    std::map<trace::TaskId, std::pair<std::size_t, const trace::Event*>> sums;
    for (const auto& event : trace.events) {
        const auto w = weight(event);
        if (w == 0 || event.task == trace::script) continue;
        auto& [sum, last] = sums[event.task];
        sum += w;
        last = &event;
    }
    const auto most = std::ranges::max_element(sums, {}, [](const auto& entry) { return entry.second.first; });
    return most == sums.end() ? nullptr : most->second.second;
}

/// " after semop (a.c:12)"; empty where the event is no call.
std::string after(const trace::Event* event) {
    const auto* called = event ? std::get_if<trace::Called>(&event->what) : nullptr;
    return called ? fmt::format(" after {}{}", trace::name_of(called->call), at(*event)) : "";
}

bool has_segment(const History& history, trace::TaskId process) {
    return std::ranges::any_of(history.uses, [&](const Use& use) {
        return use.ok() && std::holds_alternative<sysv::ShmAt>(*use.call) && history.descends(process, use.process);
    });
}

/// "receiver has ended with exit status 1 (its msgget (receiver.cpp:9) had failed: ENOENT)".
std::string state_of(const History& history, trace::TaskId process) {
    if (const auto* waiting = history.waiting(process)) return who_waits(history, *waiting);
    auto text = history.name(process) + " " + how_it_ended(history, process);
    const auto& end = history.end_of(process);
    if (!end || !end->failed()) return text;
    const Use* failed = nullptr;
    for (const auto& use : history.uses)
        if (use.process == process) failed = use.ok() ? nullptr : &use;
    return failed ? text + fmt::format(" after {} failed ({})", call_at(*failed), error_of(*failed)) : text;
}

} // namespace

std::vector<Finding> find_cpu_limit(const trace::Trace& trace) {
    if (trace.outcome != trace::Outcome::cpu_limit) return {};
    const History history(trace);
    const auto* event = last_event(trace);
    const auto who = event ? history.name(event->task) : "A process";
    const bool shares = event && has_segment(history, history.process_of(event->task));
    return {
        limit("cpu-limit",
              fmt::format("{} went on computing{} without ever making a call again{}.", who, after(event),
                          shares ? ": perhaps a loop that waits for shared memory to change" : ": a loop that never ends"),
              shares ? "Wait in semop or msgrcv for the other process, not in a loop that looks at memory."
                     : "Look for a loop whose condition never changes.",
              event)};
}

std::vector<Finding> find_event_limit(const trace::Trace& trace) {
    if (trace.outcome != trace::Outcome::event_limit) return {};
    const History history(trace);
    const auto* event = busiest(
        trace, [](const trace::Event& e) -> std::size_t { return std::holds_alternative<trace::Called>(e.what) ? 1 : 0; });
    std::string call = "calls";
    if (event) {
        const auto& called = std::get<trace::Called>(event->what);
        call = fmt::format("calls such as {}{}", trace::name_of(called.call), at(*event));
    }
    return {limit("event-limit",
                  fmt::format("{} made {} without coming to an end, until the run was stopped after {} events.",
                              event ? history.name(event->task) : "The processes", call, trace.events.size()),
                  "Look for a loop that does not stop when its work is done, or when a call fails.", event)};
}

std::vector<Finding> find_output_limit(const trace::Trace& trace) {
    if (trace.outcome != trace::Outcome::output_limit) return {};
    const History history(trace);
    const auto* event = busiest(trace, [](const trace::Event& e) -> std::size_t {
        const auto* output = std::get_if<trace::Output>(&e.what);
        return output ? output->bytes.size() : 0;
    });
    return {limit("output-limit",
                  fmt::format("{} printed without coming to an end, until the run was stopped.",
                              event ? history.name(event->task) : "A process"),
                  "Look for a printing loop that does not stop, for example because a failed call is not noticed.", event)};
}

std::vector<Finding> find_process_limit(const trace::Trace& trace) {
    if (trace.outcome != trace::Outcome::process_limit) return {};
    const History history(trace);
    const auto* event = busiest(
        trace, [](const trace::Event& e) -> std::size_t { return std::holds_alternative<trace::Forked>(e.what) ? 1 : 0; });
    return {limit("process-limit",
                  fmt::format("{} and its kin started more and more processes{}, until the run was stopped at {}.",
                              event ? history.name(event->task) : "A process", event ? at(*event) : "", trace.tasks.size()),
                  "After fork, the child must leave the loop that forks, for example with _exit.", event)};
}

std::vector<Finding> find_step_not_reached(const trace::Trace& trace) {
    if (trace.outcome != trace::Outcome::step_not_reached) return {};
    const History history(trace);
    const trace::Event* step = nullptr;
    for (const auto& event : trace.events)
        if (std::holds_alternative<trace::Scripted>(event.what)) step = &event;
    std::vector<std::string> states;
    std::vector<trace::EventIndex> evidence;
    for (const auto process : history.processes()) {
        if (trace.task(process).parent) continue;
        states.push_back(state_of(history, process));
        if (const auto& end = history.end_of(process)) evidence.push_back(end->event->index);
        if (const auto* waiting = history.waiting(process))
            if (const auto* begins = beginning(history, *waiting)) evidence.push_back(begins->index);
    }
    auto message = step ? fmt::format("After \"{}\" the scenario waited for something that can no longer happen",
                                      std::get<trace::Scripted>(step->what).text)
                        : std::string("The scenario waited for something that can no longer happen");
    if (!states.empty()) message += ": " + listed(states);
    auto finding = limit("step-not-reached", message + ".",
                         "Compare with the story of the scenario: who should do what, and in which order?", step);
    finding.evidence.insert(finding.evidence.end(), evidence.begin(), evidence.end());
    std::ranges::sort(finding.evidence);
    return {finding};
}

std::vector<Finding> find_stuck(const trace::Trace& trace) {
    if (trace.outcome != trace::Outcome::stuck) return {};
    const History history(trace);
    std::vector<Finding> findings;
    for (const auto& waiting : trace.waiting) {
        using What = trace::WaitsFor::What;
        const auto what = waiting.waits_for.what;
        if (what != What::unmodelled && what != What::wakeup && what != What::outside) continue;
        const auto* event = beginning(history, waiting);
        auto finding =
            limit("stuck",
                  who_waits(history, waiting) + "; nothing else happens, but whether it could still go on cannot be proven.",
                  "Run it by hand and see: if it hangs there too, this call is where.", event);
        finding.level = Level::advice;
        findings.push_back(std::move(finding));
    }
    if (findings.empty()) {
        auto finding =
            limit("stuck", "The run came to a stop in a call that the grader does not follow.", "", last_event(trace));
        finding.level = Level::advice;
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace ipclab::analysis
