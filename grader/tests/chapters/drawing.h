#pragma once

/// @file
/// A recorded run as a picture in SVG, for pages and slides. A slide has room for a dozen lines, so one can say which part of the
/// run it is about.

#include "trace/trace.h"

#include <functional>
#include <string>
#include <vector>

namespace ipclab::chapters {

/// The run with these events only; they are known by their new places.
trace::Trace with_events(trace::Trace trace, const std::function<bool(const trace::Event&)>& wanted);

/// Where a segment comes to lie depends on the machine's libraries: masked, as long as it was.
std::string without_addresses(const std::string& text);

/// What of a run is wanted. Events are named by a part of what the picture says of them: "msgsnd(Q0", "ended by SIGKILL".
struct Part {
    std::string from; ///< the first event; empty: from the beginning
    std::vector<std::string>
        to; ///< the last event: the first such one from there on, of several one after the other; empty: to the end
    std::vector<std::string> without; ///< what is told with one of these beginnings is left out: "starts", "exits"
    int columns = 0;                  ///< as in `report::PictureOptions`
    std::string prefix = "e";         ///< of the ids
    std::string title;
};

/// An <svg> element. Throws `std::runtime_error` where nothing is told with one of the words.
std::string drawn(const trace::Trace& recorded, const Part& part);

} // namespace ipclab::chapters
