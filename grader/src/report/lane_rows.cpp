#include "report/lane_rows.h"

#include "report/page.h"
#include "report/width.h"

#include <algorithm>

namespace ipclab::report {
namespace {

constexpr int between = 2;      ///< blanks between two lanes
constexpr int narrowest = 25;   ///< a lane that still holds a call in two or three rows
constexpr int widest_name = 16; ///< in front, in one column

std::string blanks(int columns) { return std::string(static_cast<std::size_t>(std::max(columns, 0)), ' '); }

void trim(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

} // namespace

LaneRows::LaneRows(const Terminal& terminal, std::vector<LaneColumn> columns, int indent)
    : terminal_{terminal}, columns_{std::move(columns)}, indent_{indent} {
    const int count = std::max(static_cast<int>(columns_.size()), 1);
    for (LaneColumn& column : columns_) {
        column.name = terminal_.safe(column.name);
        names_ = std::max(names_, std::min(display_width(column.name), widest_name));
    }
    lane_ = (terminal_.width - indent_ - (count - 1) * between) / count;
    single_ = lane_ < narrowest;
    if (single_) lane_ = terminal_.width - indent_ - names_ - between;
}

void LaneRows::heading() {
    if (single_) return;
    std::string line = blanks(indent_);
    for (const LaneColumn& column : columns_) {
        const auto parts = wrapped(column.name, lane_, LongWord::divided);
        line += terminal_.paint(Style::heading, parts.front()) + blanks(lane_ + between - display_width(parts.front()));
    }
    trim(line);
    text_ += line + '\n';
}

void LaneRows::cell(trace::TaskId task, const std::vector<LaneLine>& lines) {
    const auto column = std::ranges::find(columns_, task, &LaneColumn::task);
    if (column == columns_.end()) return;
    const auto own = static_cast<std::size_t>(column - columns_.begin());
    for (const LaneLine& line : lines) {
        const std::string text = terminal_.safe(line.text);
        const int lead_width = display_width(line.lead);
        // A call that goes on in the next row is indented, so that it does not look like another call; a bar is drawn on.
        const bool bar = line.lead.starts_with(terminal_.sign(Sign::waits));
        const std::string rest = bar ? line.lead : blanks(std::max(lead_width, 2));
        auto parts = wrapped(text, lane_ - lead_width, LongWord::divided);
        if (parts.size() > 1) parts = wrapped(text, lane_ - display_width(rest), LongWord::divided);
        for (std::size_t at = 0; at < parts.size(); ++at)
            row(own, at == 0 ? line.lead : rest, parts[at], line.style);
    }
}

void LaneRows::row(std::size_t own, std::string_view lead, std::string_view text, Style style) {
    std::string line = blanks(indent_);
    if (single_) {
        const std::string name = own == last_ ? std::string{} : columns_[own].name;
        if (display_width(name) > names_) {
            text_ += line + terminal_.paint(Style::heading, name) + '\n';
            line += blanks(names_ + between);
        } else {
            line += terminal_.paint(Style::heading, name) + blanks(names_ + between - display_width(name));
        }
        line += terminal_.paint(style, lead) + terminal_.paint(style, text);
        last_ = own;
    } else {
        for (std::size_t at = 0; at < columns_.size(); ++at) {
            int used = 0;
            if (at == own) {
                line += terminal_.paint(style, lead) + terminal_.paint(style, text);
                used = display_width(lead) + display_width(text);
            } else if (columns_[at].state != LaneState::absent) {
                const bool waits = columns_[at].state == LaneState::waits;
                line +=
                    terminal_.paint(waits ? Style::advice : Style::faint, terminal_.sign(waits ? Sign::waits : Sign::alive));
                used = 1;
            }
            line += at + 1 < columns_.size() ? blanks(lane_ + between - used) : "";
        }
    }
    trim(line);
    text_ += line + '\n';
}

void LaneRows::across(std::string_view text, Style style) {
    last_ = static_cast<std::size_t>(-1);
    for (const std::string& part : wrapped(terminal_.safe(text), terminal_.width - indent_, LongWord::divided))
        text_ += blanks(indent_) + terminal_.paint(style, part) + '\n';
}

void LaneRows::set(trace::TaskId task, LaneState state) {
    const auto column = std::ranges::find(columns_, task, &LaneColumn::task);
    if (column != columns_.end()) column->state = state;
}

} // namespace ipclab::report
