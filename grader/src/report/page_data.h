#pragma once

/// @file
/// What the page's script steps through. The words of an event are not in here: they stand in the page's tables.

#include "report/run_page.h"

#include <string>
#include <vector>

namespace ipclab::report {

/// A JSON array with an entry a run (null where there is none), safe between <script> tags:
///
///     {"open": 3,                                  the step that is shown first
///      "watched": true,                            somebody saw what was written into segments
///      "texts": ["hello"],                         of messages
///      "files": [{"name": "sender.cpp", "lines": {"12": "int id = …"}}],
///      "steps": [{"at": [0, 12],                   file and line
///                 "objects": [{"name": "Q0", "summary": "1 message, 5 bytes",
///                              "messages": [0, 0, [[1, 0]]],   from where, how many go, which come at the end: type and text
///                              "semaphores": [[1, 0, 0]],      value, who waits for more, for zero
///                              "more": 7800}],                 messages or semaphores that are not told; left out where 0
///                 "memory": [{"name": "M0", "unknown": [[0, 4]], "bytes": [[4, "6869"]]}]}]}
///
/// A step for each row of the picture; what has not changed is left out.
std::string page_data(const std::vector<PageRun>& runs);

} // namespace ipclab::report
