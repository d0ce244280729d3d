#pragma once

/// @file
/// Which events of a run are told to a reader, and which of them in one: the lanes of a terminal and the picture leave out the same.

#include "trace/trace.h"

#include <map>
#include <string>

namespace ipclab::report {

/// A call that waited is one call, though two events.
bool is_call(const trace::Event& event);

/// Events that tell a reader little: what a terminal's Output event says already, ignored signals, the script, the clock.
bool is_quiet(const trace::Event& event);

/// Every program begins with an exec; "starts" has said it all.
bool is_first_exec(const trace::Trace& trace, const trace::Event& event);

/// What comes out of a process in several pieces, with nothing told in between, is told in one: for a reader it is one line.
class Prints {
public:
    explicit Prints(const trace::Trace& trace);
    /// The event that tells it all; the event itself where it stands alone.
    [[nodiscard]] trace::EventIndex told_by(trace::EventIndex event) const;
    /// The event as it is told.
    [[nodiscard]] trace::Event whole(trace::Event event) const;

private:
    std::map<trace::EventIndex, trace::EventIndex> first_;
    std::map<trace::EventIndex, std::string> text_;
};

} // namespace ipclab::report
