#include "report/picture_rows.h"

#include "report/event_text.h"
#include "report/page.h"
#include "report/told.h"
#include "sysv/names.h"

#include <algorithm>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

constexpr int character = 7; ///< of the small monospace font, rounded up
constexpr int margin = 12, row_gap = 6, object_lane = 104, foot_height = 34;

/// Room for the text of a process: the fewer there are, the more.
int columns_for(std::size_t processes) { return processes <= 2 ? 36 : processes <= 4 ? 30 : 26; }

const sysv::Call* ipc_call(const trace::Event& event) {
    const trace::Call* call = nullptr;
    if (const auto* called = std::get_if<trace::Called>(&event.what)) call = &called->call;
    return call == nullptr ? nullptr : std::get_if<sysv::Call>(call);
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

class Planning {
public:
    Planning(const trace::Trace& trace, const trace::Names& names)
        : trace_{trace}, names_{names}, prints_{trace}, changes_{changes_of(trace, names)} {}

    PicturePlan operator()() {
        find_lanes();
        place_lanes();
        y_ = head_height;
        for (const trace::Event& event : trace_.events)
            if (is_drawn(event)) add(prints_.whole(event));
        conclude();
        return std::move(plan_);
    }

private:
    [[nodiscard]] bool is_drawn(const trace::Event& event) const {
        if (is_first_exec(trace_, event) || prints_.told_by(event.index) != event.index) return false;
        const bool across =
            std::holds_alternative<trace::Scripted>(event.what) || std::holds_alternative<trace::ClockAdvanced>(event.what);
        return across || !is_quiet(event);
    }

    void find_lanes() {
        for (const trace::Event& event : trace_.events) {
            if (!is_drawn(event)) continue;
            if (event.task != trace::script) plan_.processes[event.task].name = names_.task(event.task);
            if (const auto name = object_of(event, names_)) order_of(*name);
            for (const ObjectView& view : changes_[event.index].objects)
                order_of(view.name);
        }
    }
    void order_of(const std::string& object) {
        if (plan_.objects.try_emplace(object, Lane{.name = object}).second) order_.push_back(object);
    }

    void place_lanes() {
        columns_ = columns_for(plan_.processes.size());
        plan_.lane = text_inset + columns_ * character;
        int x = margin;
        for (auto& [task, lane] : plan_.processes) {
            lane.x = x;
            x += plan_.lane + margin;
        }
        x += margin;
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
        row.lines = wrapped(Terminal{}.safe(row.whole), room, LongWord::divided);
        row.y = y_;
        row.height = static_cast<int>(row.lines.size()) * line_height + row_gap;
        y_ += row.height;
        if (!across) follow(event, row);
        plan_.rows.push_back(std::move(row));
    }

    /// What the event means for the lanes.
    void follow(const trace::Event& event, const PictureRow& row) {
        Lane& lane = plan_.processes.at(event.task);
        if (lane.from < 0) lane.from = row.y;
        if (const auto* forked = std::get_if<trace::Forked>(&event.what))
            if (const auto child = plan_.processes.find(forked->child); child != plan_.processes.end()) {
                child->second.from = row.y + line_height / 2;
                plan_.arrows.push_back({event.index, row.y + line_height / 2, lane.x, child->second.x, false, {}});
            }
        if (const auto* exited = std::get_if<trace::Exited>(&event.what)) {
            lane.to = row.y + row.height - row_gap;
            lane.failed = exited->code != 0 || exited->signal != 0;
            end_wait(event.task, row.y);
        }
        if (std::holds_alternative<trace::Blocked>(event.what)) waiting_[event.task] = row.y + line_height;
        if (const auto* called = std::get_if<trace::Called>(&event.what)) {
            if (called->blocked) end_wait(event.task, row.y + 2);
            if (const auto* kill = std::get_if<trace::KillCall>(&called->call))
                for (const trace::TaskId target : kill->targets)
                    if (const auto other = plan_.processes.find(target);
                        other != plan_.processes.end() && target != event.task)
                        plan_.arrows.push_back({event.index, row.y + line_height / 2, lane.x, other->second.x, true,
                                                std::string{sysv::signal_name(kill->signo)}});
        }
        touch_object(event, row, lane);
        for (const ObjectView& view : changes_[event.index].objects)
            show_state(view, event.index, row);
    }

    void end_wait(trace::TaskId task, int y) {
        const auto found = waiting_.find(task);
        if (found == waiting_.end()) return;
        plan_.waits.push_back({task, found->second, std::max(y, found->second + 4), false});
        waiting_.erase(found);
    }

    void touch_object(const trace::Event& event, const PictureRow& row, const Lane& process) {
        const auto name = object_of(event, names_);
        if (!name || std::holds_alternative<trace::Blocked>(event.what)) return;
        Lane& object = plan_.objects.at(*name);
        const int y = row.y + line_height / 2;
        if (object.from < 0) object.from = y;
        Arrow arrow{.event = event.index, .y = y, .from = process.x + plan_.lane, .to = object.x};
        if (only_asks(event)) std::swap(arrow.from, arrow.to);
        if (const auto* called = std::get_if<trace::Called>(&event.what); called != nullptr && !called->result.ok()) {
            arrow.failed = true;
            arrow.label = sysv::errno_name(called->result.error);
        }
        plan_.arrows.push_back(std::move(arrow));
    }

    void show_state(const ObjectView& view, trace::EventIndex event, const PictureRow& row) {
        Lane& object = plan_.objects.at(view.name);
        const int y = row.y + line_height / 2;
        if (object.from < 0) object.from = y;
        if (view.removed) {
            object.to = y;
            object.removed = true;
        }
        // A removal says all; what it was before is of no use.
        std::erase_if(plan_.badges,
                      [&](const Badge& badge) { return view.removed && badge.event == event && badge.x == object.x; });
        plan_.badges.push_back({event, object.x, y, view.removed ? "✕ removed" : view.badge, view.removed});
    }

    void conclude() {
        for (const auto& [task, from] : waiting_)
            plan_.waits.push_back({task, from, y_ + foot_height / 2, trace_.outcome == trace::Outcome::deadlock});
        const auto end = static_cast<trace::EventIndex>(trace_.events.size());
        for (const sysv::ObjectState& state : trace_.left_objects)
            if (const auto lane = plan_.objects.find(names_.object(sysv::id_of(state), end)); lane != plan_.objects.end())
                lane->second.failed = !lane->second.removed;
        plan_.height = y_ + foot_height;
    }

    const trace::Trace& trace_;
    const trace::Names& names_;
    Prints prints_;
    std::vector<Change> changes_;
    PicturePlan plan_;
    std::vector<std::string> order_; ///< of the objects
    std::map<trace::TaskId, int> waiting_;
    int columns_ = 0, y_ = 0;
};

} // namespace

PicturePlan plan_picture(const trace::Trace& trace, const trace::Names& names) { return Planning{trace, names}(); }

} // namespace ipclab::report
