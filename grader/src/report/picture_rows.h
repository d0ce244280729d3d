#pragma once

/// @file
/// Where everything of a run's picture stands. Measures are in CSS pixels.

#include "report/run_state.h"
#include "trace/trace.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::report {

/// A vertical line: a process from its start to its end, an object from its making to its removal.
struct Lane {
    std::string name;
    int x = 0;
    int from = -1, to = -1; ///< -1: not begun; not ended
    bool failed =
        false; ///< a process that a signal ended or that exited with another status than 0; an object that was left
    bool removed = false; ///< an object
};

/// What is told of an event.
struct PictureRow {
    trace::EventIndex event = 0;
    std::optional<trace::TaskId> task; ///< nothing: across all lanes
    std::vector<std::string> lines;    ///< as they stand on each other; a long text is cut here
    std::string whole;                 ///< and here not
    bool failed = false, faint = false, strong = false;
    int y = 0, height = 0;
};

/// A process waits.
struct WaitBar {
    trace::TaskId task;
    int from = 0, to = 0;
    bool at_end = false; ///< still when the run ends
    std::string text;    ///< "receiver waits for a message of type 2 in Q0"
};

/// From a process to an object or another process, or back.
struct Arrow {
    trace::EventIndex event = 0;
    int y = 0, from = 0, to = 0;
    bool failed = false;
    std::string label; ///< an errno, a signal
};

/// What stands beside an object's lane.
struct Badge {
    trace::EventIndex event = 0;
    int x = 0, y = 0;
    std::string text;
    bool removed = false;
};

struct PicturePlan {
    std::map<trace::TaskId, Lane> processes;
    std::map<std::string, Lane> objects;
    std::vector<PictureRow> rows;
    std::vector<WaitBar> waits;
    std::vector<Arrow> arrows;
    std::vector<Badge> badges;
    std::string end; ///< "deadlock: nobody can ever go on"; empty where everybody came to an end
    int lane = 0;    ///< how wide the text of a process may be
    int width = 0, height = 0;
    int end_height = 0; ///< of what stands beneath the last row
};

/// Events that are `evidence` are never left out. A process's words have so many `columns`; 0: the fewer processes, the more.
PicturePlan plan_picture(const trace::Trace& trace, const trace::Names& names,
                         const std::vector<trace::EventIndex>& evidence = {}, int columns = 0);

/// @name Measures that both the plan and the drawing need
/// @{
inline constexpr int line_height = 16, text_inset = 18, head_height = 48;
inline constexpr int character = 7; ///< columns of the small monospace font are not wider
/// @}

} // namespace ipclab::report
