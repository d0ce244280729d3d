#include "report/picture_rows.h"

#include "report/event_text.h"
#include "report/markup.h"
#include "report/page.h"
#include "report/told.h"
#include "report/width.h"
#include "sysv/names.h"

#include <algorithm>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

constexpr int margin = 12, row_gap = 6, object_lane = 104, foot_height = 34;
constexpr int arrow_room = 64; ///< between processes and objects, where an errno stands on its arrow

/// Room for the text of a process: the fewer there are, the more.
int columns_for(std::size_t processes) { return processes <= 2 ? 36 : processes <= 4 ? 30 : 26; }

const sysv::Call* ipc_call(const trace::Event& event) {
    const trace::Call* call = nullptr;
    if (const auto* called = std::get_if<trace::Called>(&event.what)) call = &called->call;
    return call == nullptr ? nullptr : std::get_if<sysv::Call>(call);
}

/// As many lines as a row may have; what does not fit is counted, and stands in the table.
std::vector<std::string> row_lines(const std::string& shown, int columns) {
    constexpr std::size_t most = 5;
    // More than that cannot fit, so it need not be wrapped.
    const std::string part = beginning(shown, most * static_cast<std::size_t>(columns));
    auto lines = wrapped(part, columns, LongWord::divided);
    if (part == shown && lines.size() <= most) return lines;
    lines.resize(std::min(lines.size(), most - 1));
    lines.push_back(fmt::format("… {} characters in all", display_width(shown)));
    return lines;
}

/// Something comes out of the object and nothing goes in.
bool only_asks(const trace::Event& event) {
    if (const auto* accessed = std::get_if<trace::Accessed>(&event.what))
        return accessed->kind == trace::Accessed::Kind::read || accessed->kind == trace::Accessed::Kind::atomic_read;
    const auto* call = ipc_call(event);
    if (call == nullptr) return false;
    if (std::holds_alternative<sysv::MsgRcv>(*call)) return true;
    const auto* called = std::get_if<trace::Called>(&event.what);
    const bool controls = std::holds_alternative<sysv::MsgCtl>(*call) || std::holds_alternative<sysv::SemCtl>(*call) ||
                          std::holds_alternative<sysv::ShmCtl>(*call);
    return controls && called != nullptr && called->after.empty() && !called->removed;
}

std::string end_text(trace::Outcome outcome) {
    switch (outcome) {
    case trace::Outcome::finished: return {};
    case trace::Outcome::deadlock: return "deadlock: nobody can ever go on";
    case trace::Outcome::livelock: return "livelock: they ask again and again, and nothing changes";
    default: return fmt::format("the run ends here: {}", trace::name_of(outcome));
    }
}

class Planning {
public:
    Planning(const trace::Trace& trace, const trace::Names& names, const std::vector<trace::EventIndex>& evidence,
             int columns)
        : trace_{trace}, names_{names}, prints_{trace}, told_{told_events(trace, prints_, evidence)}, columns_{columns} {}

    PicturePlan operator()() {
        find_lanes();
        place_lanes();
        y_ = head_height;
        for (std::size_t at = 0; at < told_.size(); ++at) {
            if (told_[at].left_out > 0)
                leave_out(at);
            else
                add(prints_.whole(trace_.events[told_[at].event]));
        }
        conclude();
        return std::move(plan_);
    }

private:
    void find_lanes() {
        for (const Told& told : told_) {
            const trace::Event& event = trace_.events[told.event];
            if (event.task != trace::script) plan_.processes[event.task].name = names_.task(event.task);
        }
        // Also those of which all events are left out.
        for (const trace::Event& event : trace_.events) {
            if (event.task != trace::script && std::holds_alternative<trace::Started>(event.what))
                plan_.processes[event.task].name = names_.task(event.task);
            if (const auto name = object_of(event, names_)) order_of(*name);
            for (const ObjectBadge& badge : badges_of(event, names_))
                order_of(badge.name);
        }
    }
    void order_of(const std::string& object) {
        if (plan_.objects.try_emplace(object, Lane{.name = object}).second) order_.push_back(object);
    }

    void place_lanes() {
        if (columns_ == 0) columns_ = columns_for(plan_.processes.size());
        plan_.lane = text_inset + columns_ * character;
        int x = margin;
        for (auto& [task, lane] : plan_.processes) {
            lane.x = x;
            x += plan_.lane + margin;
        }
        x += order_.empty() ? margin : arrow_room;
        for (const std::string& name : order_) {
            plan_.objects.at(name).x = x;
            x += object_lane;
        }
        plan_.width = std::max(x, margin + plan_.lane);
    }

    void add(const trace::Event& event) {
        PictureRow row{.event = event.index};
        const EventText told = tell(event, names_);
        row.whole = told.text;
        if (const auto* blocked = std::get_if<trace::Blocked>(&event.what))
            row.whole += "\n" + tell_waiting(blocked->waits_for, names_, event.index);
        row.failed = told.style == Style::error;
        row.faint = told.style == Style::faint;
        row.strong = told.style == Style::emphasis;
        const bool across = event.task == trace::script || std::holds_alternative<trace::ClockAdvanced>(event.what);
        if (!across) row.task = event.task;
        const int room = across ? std::max(plan_.width / character - 4, columns_) : columns_;
        row.lines = row_lines(visible(row.whole), room);
        place(row);
        follow(event, row);
        plan_.rows.push_back(std::move(row));
    }

    void place(PictureRow& row) {
        row.y = y_;
        row.height = static_cast<int>(row.lines.size()) * line_height + row_gap;
        y_ += row.height;
    }

    /// A row for many events: no arrows and no waiting that is over within it, but what they did to lanes and objects holds.
    void leave_out(std::size_t at) {
        const trace::EventIndex first = told_[at].event;
        const auto next = at + 1 < told_.size() ? told_[at + 1].event : static_cast<trace::EventIndex>(trace_.events.size());
        PictureRow row{.event = first};
        row.whole = fmt::format("… {} events are left out here: there are too many to show", told_[at].left_out);
        row.lines = {row.whole};
        row.faint = true;
        place(row);
        const std::size_t arrows = plan_.arrows.size(), badges = plan_.badges.size();
        for (trace::EventIndex index = first; index < next; ++index)
            if (plan_.processes.contains(trace_.events[index].task)) follow(trace_.events[index], row);
        plan_.arrows.resize(arrows);
        plan_.badges.resize(badges);
        std::erase_if(plan_.waits, [&](const WaitBar& wait) { return wait.from >= row.y; });
        plan_.rows.push_back(std::move(row));
    }

    /// What the event means for the lanes.
    void follow(const trace::Event& event, const PictureRow& row) {
        for (const ObjectBadge& badge : badges_of(event, names_))
            show_state(badge, event.index, row);
        if (event.task == trace::script) return;
        Lane& lane = plan_.processes.at(event.task);
        if (lane.from < 0) lane.from = row.y;
        if (const auto* forked = std::get_if<trace::Forked>(&event.what))
            if (const auto child = plan_.processes.find(forked->child); child != plan_.processes.end()) {
                child->second.from = row.y + line_height / 2;
                point(row, lane, child->second, false, {});
            }
        if (const auto* exited = std::get_if<trace::Exited>(&event.what)) {
            lane.to = row.y + row.height - row_gap;
            lane.failed = exited->code != 0 || exited->signal != 0;
            end_wait(event.task, row.y);
        }
        if (const auto* blocked = std::get_if<trace::Blocked>(&event.what))
            waiting_[event.task] = {row.y + line_height,
                                    lane.name + " " + tell_waiting(blocked->waits_for, names_, event.index)};
        if (const auto* called = std::get_if<trace::Called>(&event.what)) {
            if (called->blocked) end_wait(event.task, row.y + 2);
            if (const auto* kill = std::get_if<trace::KillCall>(&called->call))
                for (const trace::TaskId target : kill->targets)
                    if (const auto other = plan_.processes.find(target);
                        other != plan_.processes.end() && target != event.task)
                        point(row, lane, other->second, true, std::string{sysv::signal_name(kill->signo)});
        }
        touch_object(event, row, lane);
    }

    /// From a process to another one; its own words stay readable.
    void point(const PictureRow& row, const Lane& from, const Lane& to, bool failed, std::string label) {
        const int words = row.lines.empty() ? 0 : display_width(row.lines.front()) * character;
        const int start = to.x > from.x ? from.x + text_inset + words : from.x - text_inset / 2;
        plan_.arrows.push_back({row.event, row.y + line_height / 2, start, to.x, failed, std::move(label)});
    }

    void end_wait(trace::TaskId task, int y) {
        const auto found = waiting_.find(task);
        if (found == waiting_.end()) return;
        const auto& [from, text] = found->second;
        plan_.waits.push_back({task, from, std::max(y, from + 4), false, text});
        waiting_.erase(found);
    }

    void touch_object(const trace::Event& event, const PictureRow& row, const Lane& process) {
        const auto name = object_of(event, names_);
        if (!name || std::holds_alternative<trace::Blocked>(event.what)) return;
        Lane& object = plan_.objects.at(*name);
        const int y = row.y + line_height / 2;
        Arrow arrow{.event = event.index, .y = y, .from = process.x + plan_.lane, .to = object.x};
        if (only_asks(event)) std::swap(arrow.from, arrow.to);
        if (const auto* called = std::get_if<trace::Called>(&event.what); called != nullptr && !called->result.ok()) {
            arrow.failed = true;
            arrow.label = sysv::errno_name(called->result.error);
        }
        // An object that a call failed to find may never have been there.
        if (object.from < 0 && !arrow.failed) object.from = y;
        plan_.arrows.push_back(std::move(arrow));
    }

    void show_state(const ObjectBadge& badge, trace::EventIndex event, const PictureRow& row) {
        Lane& object = plan_.objects.at(badge.name);
        const int y = row.y + line_height / 2;
        if (object.from < 0) object.from = y;
        if (badge.removed) {
            object.to = y;
            object.removed = true;
        }
        // A removal says all; what it was before is of no use.
        while (badge.removed && !plan_.badges.empty() && plan_.badges.back().event == event &&
               plan_.badges.back().x == object.x)
            plan_.badges.pop_back();
        plan_.badges.push_back({event, object.x, y, badge.removed ? "✕ removed" : badge.text, badge.removed});
    }

    void conclude() {
        plan_.end = end_text(trace_.outcome);
        plan_.end_height = foot_height + (plan_.end.empty() ? 0 : line_height + row_gap);
        for (const auto& [task, wait] : waiting_)
            plan_.waits.push_back({task, wait.first, y_ + foot_height / 2, true, wait.second});
        const auto end = static_cast<trace::EventIndex>(trace_.events.size());
        for (const sysv::ObjectState& state : trace_.left_objects)
            if (const auto lane = plan_.objects.find(names_.object(sysv::id_of(state), end)); lane != plan_.objects.end())
                lane->second.failed = !lane->second.removed;
        // Room for the texts beneath: a picture of one short process is narrow.
        plan_.width = std::max(plan_.width, margin * 2 + display_width(plan_.end) * character);
        plan_.height = y_ + plan_.end_height;
    }

    const trace::Trace& trace_;
    const trace::Names& names_;
    Prints prints_;
    std::vector<Told> told_;
    PicturePlan plan_;
    std::vector<std::string> order_;                               ///< of the objects
    std::map<trace::TaskId, std::pair<int, std::string>> waiting_; ///< since where, and for what
    int columns_, y_ = 0;
};

} // namespace

PicturePlan plan_picture(const trace::Trace& trace, const trace::Names& names,
                         const std::vector<trace::EventIndex>& evidence, int columns) {
    return Planning{trace, names, evidence, columns}();
}

} // namespace ipclab::report
