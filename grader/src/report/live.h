#pragma once

/// @file
/// A run as it happens, for `ipclab trace`: a line an event with the process's name in front, and beneath it the state of the
/// object that the call changed.
///
///     receiver  msgrcv(Q0, 64 bytes, type 2) …
///     receiver  │ waits for a message of type 2 in Q0
///     sender    msgsnd(Q0, type 2, "a") = 0
///               Q0: 1 message, 1 byte

#include "report/event_text.h"
#include "report/terminal.h"
#include "trace/trace.h"

#include <string>

namespace ipclab::report {

class Live {
public:
    explicit Live(const Terminal& terminal) : terminal_{terminal} {}

    /// Lines for one event; "" for an event that says nothing to a person. What the programs print themselves is not told
    /// again unless `with_output`. Call it for every event of the run, in order: it learns the names from them.
    std::string event(const trace::Trace& so_far, const trace::Event& event, bool with_output = false);

    /// How it ended: who waits for what, what was left behind. "" where everybody ended and nothing is left.
    std::string end(const trace::Trace& trace);

private:
    std::string line(std::string_view name, std::string_view lead, std::string_view text, Style style);

    Terminal terminal_;
    trace::Names names_{trace::Trace{}};
    std::size_t tasks_ = 0; ///< of the run that `names_` has read
    trace::TaskId just_started_ = trace::script;
    int name_width_ = 8;
};

} // namespace ipclab::report
