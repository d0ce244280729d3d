#pragma once

/// @file
/// A run as a picture in SVG: a lane for each process and for each object, time downwards, an event a row. Time is not drawn to
/// scale: where only the clock goes on, a row says by how much.
///
/// A waiting process is a hatched bar, with for what; a call is an arrow between its process and its object, red with the errno
/// where it failed; ✕ is a removal. A long text is cut in the picture, and whole in `run_table`, which is also for those who read
/// without pictures. The picture takes its colours from the page that it stands in (the classes light-mode and dark-mode of its
/// <html>, else what the reader prefers) and is readable alone too.

#include "trace/trace.h"

#include <string>
#include <string_view>
#include <vector>

namespace ipclab::report {

struct PictureOptions {
    std::vector<trace::EventIndex> evidence; ///< drawn with a mark, and never left out
    std::string title;                       ///< for screen readers; empty: "A run of sender, receiver"
    /// Each event's id is this and its index, so that links can name it and a page can hold several pictures.
    std::string prefix = "e";
    bool styled = true; ///< with its style; not where a page has it already
    int columns = 0;    ///< of a process's words, before they go on in the next line; 0: the fewer processes, the more
};

/// An <svg> element.
std::string picture(const trace::Trace& trace, const PictureOptions& options = {});

/// The CSS of pictures.
std::string_view picture_style();

struct TableOptions {
    std::vector<trace::EventIndex> evidence; ///< as in the picture
    std::string prefix = "t";                ///< of a row's id
    std::string picture = "e";               ///< of the ids in the picture, which each row links to
};

/// The same run as a <table>, a row an event: number, who, what, where.
std::string run_table(const trace::Trace& trace, const TableOptions& options = {});

} // namespace ipclab::report
