#pragma once

/// @file
/// A run as a picture: one lane a process, time downwards, one event a row.
///
///     sender                          receiver
///     msgsnd(Q0, type 1, "a") = 0     ·
///     exits with status 0             msgrcv(Q0, 64 bytes, type 2)
///                                     │ waits for a message of type 2 in Q0
///                                     │ for ever

#include "report/terminal.h"
#include "trace/trace.h"

#include <string>
#include <vector>

namespace ipclab::report {

struct LaneOptions {
    std::vector<trace::EventIndex> evidence; ///< always shown, with their source lines
    std::size_t last = 5;                    ///< events of each process that are shown at least
    int indent = 2;
    bool whole = false; ///< every event
};

/// The diagram. Where a lane would be too narrow for its calls there is one column, with the process's name in front.
/// Values are wrapped, never cut; events left out are counted in their place.
std::string lanes(const trace::Trace& trace, const Terminal& terminal, const LaneOptions& options = {});

} // namespace ipclab::report
