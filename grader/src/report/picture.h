#pragma once

/// @file
/// A run as a picture in SVG: a lane for each process and for each object, time downwards, an event a row. Time is not drawn to
/// scale: where only the clock goes on, a row says by how much.
///
/// A waiting process is a hatched bar, with for what; a call is an arrow between its process and its object, red with the errno
/// where it failed; ✕ is a removal. Whole texts are in each event's title, and in `run_table` for those who read without pictures.
/// The picture takes its colours from the page that it stands in (CSS variables) and is readable alone too, by day and by night.

#include "trace/trace.h"

#include <string>
#include <string_view>
#include <vector>

namespace ipclab::report {

struct PictureOptions {
    std::vector<trace::EventIndex> evidence; ///< drawn with a mark
    std::string title;                       ///< for screen readers; empty: "A run of sender and receiver"
    std::string prefix =
        "e"; ///< each event's id is this and its index, so that links can name it and a page can hold several
};

/// An <svg> element, with the style that it needs.
std::string picture(const trace::Trace& trace, const PictureOptions& options = {});

/// The same as a <table>: who, what, where.
std::string run_table(const trace::Trace& trace, std::string_view prefix = "t");

} // namespace ipclab::report
