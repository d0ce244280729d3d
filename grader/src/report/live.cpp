#include "report/live.h"

#include "report/page.h"
#include "report/width.h"

#include <algorithm>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

constexpr int widest_name = 20;

/// The programs' own output stands on the terminal already.
bool is_printing(const trace::Event& event) {
    if (std::holds_alternative<trace::Output>(event.what)) return true;
    const auto* called = std::get_if<trace::Called>(&event.what);
    const auto* transfer = called != nullptr ? std::get_if<trace::Transfer>(&called->call) : nullptr;
    return transfer != nullptr && transfer->channel == "terminal" && called->result.ok();
}

} // namespace

std::string Live::line(std::string_view name, std::string_view lead, std::string_view text, Style style) {
    const std::string safe_name = terminal_.safe(name);
    name_width_ = std::clamp(display_width(safe_name), name_width_, widest_name);
    const int indent = name_width_ + 2 + display_width(lead);
    std::string lines;
    bool first = true;
    for (const std::string& part : wrapped(terminal_.safe(text), terminal_.width - indent)) {
        lines += terminal_.paint(Style::heading, padded(first ? safe_name : "", name_width_)) + "  ";
        lines += terminal_.paint(style, first ? std::string{lead} : padded("", display_width(lead)));
        lines += terminal_.paint(style, part) + '\n';
        first = false;
    }
    return lines;
}

std::string Live::event(const trace::Trace& so_far, const trace::Event& event, bool with_output) {
    for (; tasks_ < so_far.tasks.size(); ++tasks_)
        names_.read(so_far.tasks[tasks_]);
    names_.read(event);
    // Every program begins with an exec; "starts" has said it all.
    const bool first_exec = just_started_ == event.task && std::holds_alternative<trace::Execed>(event.what);
    just_started_ = std::holds_alternative<trace::Started>(event.what) ? event.task : trace::script;
    if (first_exec) return {};
    if (event.task == trace::script || (!with_output && is_printing(event))) return {};
    const EventText told = tell(event, names_);
    if (told.text.empty()) return {};
    const std::string name = names_.task(event.task);
    if (std::holds_alternative<trace::ClockAdvanced>(event.what)) return line("", "", told.text, told.style);

    const auto mark = [this](Sign sign) { return std::string{terminal_.sign(sign)} + " "; };
    if (const auto* blocked = std::get_if<trace::Blocked>(&event.what))
        return line(name, "", told.text, told.style) +
               line("", mark(Sign::waits), tell_waiting(blocked->waits_for, names_, event.index), Style::advice);

    std::string lines = line(name, told.mark == EventText::Mark::goes_on ? mark(Sign::goes_on) : "", told.text, told.style);
    for (const sysv::ObjectState& state : states_after(event))
        lines += line("", "", tell_state(state, names_, event.index), Style::faint);
    if (const auto* called = std::get_if<trace::Called>(&event.what); called != nullptr && called->removed)
        lines += line("", mark(Sign::removed), names_.object(*called->removed, event.index) + " is gone", Style::advice);
    return lines;
}

std::string Live::end(const trace::Trace& trace) {
    const trace::Names names{trace};
    const auto last = static_cast<trace::EventIndex>(trace.events.size());
    std::string lines;
    for (const trace::Waiting& waiting : trace.waiting)
        lines += line(names.task(waiting.task), std::string{terminal_.sign(Sign::waits)} + " ",
                      tell_waiting(waiting.waits_for, names, waiting.blocked) +
                          (trace.outcome == trace::Outcome::deadlock ? ", for ever" : ""),
                      Style::error);
    for (const sysv::ObjectState& left : trace.left_objects)
        lines += line(
            "", "", fmt::format("left behind: {} {}", sysv::name_of(sysv::id_of(left).kind), tell_state(left, names, last)),
            Style::advice);
    for (const trace::TaskId left : trace.left_processes)
        lines += line("", "", fmt::format("left behind: the process {}", names.task(left)), Style::advice);
    return lines;
}

} // namespace ipclab::report
