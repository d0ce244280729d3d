#pragma once

/// @file
/// The paper that a lane diagram is drawn on: places texts in columns and draws the other lanes beside them. Knows nothing of
/// events.

#include "report/terminal.h"
#include "trace/event.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::report {

enum class LaneState : std::uint8_t { absent, alive, waits };

struct LaneColumn {
    trace::TaskId task;
    std::string name;
    LaneState state = LaneState::absent;
};

/// A line of a cell. `lead` ("│ ") starts the first row, as many blanks the rows that it is wrapped into; a bar is repeated.
struct LaneLine {
    std::string lead;
    std::string text;
    Style style = Style::plain;
};

class LaneRows {
public:
    LaneRows(const Terminal& terminal, std::vector<LaneColumn> columns, int indent);

    /// The names above the lanes; nothing in one column.
    void heading();
    /// A row (or several, wrapped) of one process.
    void cell(trace::TaskId task, const std::vector<LaneLine>& lines);
    /// A row that belongs to nobody.
    void across(std::string_view text, Style style);
    /// From now on the lane looks like this. Tasks without a column are ignored.
    void set(trace::TaskId task, LaneState state);

    [[nodiscard]] const std::vector<LaneColumn>& columns() const { return columns_; }
    [[nodiscard]] const Terminal& terminal() const { return terminal_; }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    void row(std::size_t own, std::string_view lead, std::string_view text, Style style);

    Terminal terminal_;
    std::vector<LaneColumn> columns_;
    int indent_;
    bool single_;   ///< one column with names in front
    int lane_ = 0;  ///< columns of a lane's text
    int names_ = 0; ///< columns of the names in front
    std::size_t last_ = static_cast<std::size_t>(-1);
    std::string text_;
};

} // namespace ipclab::report
