#pragma once

/// @file
/// Which events of a run are told to a reader, and which of them in one: the lanes of a terminal and the picture leave out the same.

#include "trace/trace.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

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

/// A row of the picture and a step of the page: an event, with those that follow and are not told.
struct Told {
    trace::EventIndex event = 0;
    std::size_t left_out = 0; ///< not 0: the row stands for that many events, of which there are too many to show
};

/// The rows of a picture, in order. Of more than `most` the middle is left out, but never what is `evidence`.
std::vector<Told> told_events(const trace::Trace& trace, const Prints& prints,
                              const std::vector<trace::EventIndex>& evidence, std::size_t most = 4'000);

/// Which of them an event is told in.
std::size_t row_of(const std::vector<Told>& told, trace::EventIndex event);

} // namespace ipclab::report
