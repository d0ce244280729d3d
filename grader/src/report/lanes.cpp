#include "report/lanes.h"

#include "report/event_text.h"
#include "report/lane_rows.h"
#include "report/page.h"
#include "report/told.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

/// Which events are shown: the evidence, what each process did last, and whatever it still waits in.
std::set<trace::EventIndex> chosen(const trace::Trace& trace, const Prints& prints, const LaneOptions& options) {
    std::set<trace::EventIndex> shown;
    for (const trace::EventIndex index : options.evidence)
        shown.insert(prints.told_by(index));
    for (const trace::Waiting& waiting : trace.waiting)
        shown.insert(waiting.blocked);
    std::map<trace::TaskId, std::size_t> seen;
    for (auto event = trace.events.rbegin(); event != trace.events.rend(); ++event)
        if (prints.told_by(event->index) == event->index && !is_first_exec(trace, *event) &&
            (options.whole || (!is_quiet(*event) && seen[event->task]++ < options.last)))
            shown.insert(event->index);
    // Half a wait would puzzle: with its end comes its beginning.
    for (const trace::Event& event : trace.events)
        if (const auto* called = std::get_if<trace::Called>(&event.what);
            called && called->blocked && shown.contains(event.index))
            shown.insert(*called->blocked);
    return shown;
}

std::vector<LaneColumn> columns_of(const trace::Trace& trace, const trace::Names& names,
                                   const std::set<trace::EventIndex>& shown) {
    std::set<trace::TaskId> tasks;
    for (const trace::Event& event : trace.events)
        if (shown.contains(event.index) && event.task != trace::script) tasks.insert(event.task);
    std::vector<LaneColumn> columns;
    for (const trace::TaskId task : tasks)
        columns.push_back({task, names.task(task)});
    return columns;
}

std::string_view how_it_ends(trace::Outcome outcome) {
    switch (outcome) {
    case trace::Outcome::deadlock: return "waits for ever";
    case trace::Outcome::livelock: return "asks again and again, for ever";
    case trace::Outcome::interrupted:
    case trace::Outcome::abandoned: return "was waiting when the run was interrupted";
    default: return "still waits when the run ends";
    }
}

class Drawing {
public:
    Drawing(const trace::Trace& trace, const Terminal& terminal, const LaneOptions& options)
        : trace_{trace}, names_{trace}, prints_{trace}, options_{options}, shown_{chosen(trace, prints_, options)},
          rows_{terminal, columns_of(trace, names_, shown_), options.indent} {}

    std::string text() {
        if (rows_.columns().empty()) return {};
        rows_.heading();
        for (const trace::Event& event : trace_.events) {
            if (!shown_.contains(event.index)) {
                missing_ += is_call(event) ? 1 : 0;
                follow(event);
                continue;
            }
            tell_missing();
            draw(prints_.whole(event));
        }
        tell_missing();
        draw_end();
        return rows_.text();
    }

private:
    void tell_missing() {
        if (missing_ > 0)
            rows_.across(
                fmt::format("{} {}", rows_.terminal().sign(Sign::ellipsis), counted(missing_, "more call", "more calls")),
                Style::faint);
        missing_ = 0;
    }

    /// What the event means for its process's lane.
    void follow(const trace::Event& event) {
        if (std::holds_alternative<trace::Blocked>(event.what))
            rows_.set(event.task, LaneState::waits);
        else if (std::holds_alternative<trace::Exited>(event.what))
            rows_.set(event.task, LaneState::absent);
        else if (const auto* forked = std::get_if<trace::Forked>(&event.what))
            rows_.set(forked->child, LaneState::alive);
        else if (!std::holds_alternative<trace::Signalled>(event.what) && !std::holds_alternative<trace::Output>(event.what))
            rows_.set(event.task, LaneState::alive);
    }

    void draw(const trace::Event& event) {
        const EventText told = tell(event, names_);
        if (event.task == trace::script || std::holds_alternative<trace::ClockAdvanced>(event.what)) {
            rows_.across(told.text, told.style);
            return;
        }
        std::vector<LaneLine> lines;
        const std::string lead =
            told.mark == EventText::Mark::goes_on ? std::string{rows_.terminal().sign(Sign::goes_on)} + " " : std::string{};
        lines.push_back({lead, told.text, told.style});
        if (event.where && event.where->line > 0 && std::ranges::count(options_.evidence, event.index) > 0)
            lines.push_back(
                {"  ",
                 fmt::format("at {}:{}", std::filesystem::path{event.where->file}.filename().string(), event.where->line),
                 Style::faint});
        if (const auto* blocked = std::get_if<trace::Blocked>(&event.what))
            lines.push_back({bar(), tell_waiting(blocked->waits_for, names_, event.index), Style::advice});
        if (const auto* called = std::get_if<trace::Called>(&event.what); called && called->removed)
            lines.push_back({std::string{rows_.terminal().sign(Sign::removed)} + " ",
                             names_.object(*called->removed, event.index) + " is gone", Style::advice});
        rows_.cell(event.task, lines);
        follow(event);
    }

    void draw_end() {
        for (const trace::Waiting& waiting : trace_.waiting)
            rows_.cell(waiting.task, {{bar(), std::string{how_it_ends(trace_.outcome)}, Style::error}});
    }

    std::string bar() const { return std::string{rows_.terminal().sign(Sign::waits)} + " "; }

    const trace::Trace& trace_;
    trace::Names names_;
    Prints prints_;
    const LaneOptions& options_;
    std::set<trace::EventIndex> shown_;
    LaneRows rows_;
    std::size_t missing_ = 0;
};

} // namespace

std::string lanes(const trace::Trace& trace, const Terminal& terminal, const LaneOptions& options) {
    return Drawing{trace, terminal, options}.text();
}

} // namespace ipclab::report
