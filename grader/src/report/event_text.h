#pragma once

/// @file
/// One event of a trace as a line for people; the lane diagram and `ipclab trace` say it in the same words.

#include "report/terminal.h"
#include "trace/trace.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::report {

/// What the reader is told of an event, not yet made safe or wrapped.
struct EventText {
    enum class Mark : std::uint8_t { none, goes_on, removed };
    std::string text; ///< "" where the event says nothing to a person
    Style style = Style::plain;
    Mark mark = Mark::none;
};

/// Events are told from the side of the process that they belong to: "exits with status 0".
EventText tell(const trace::Event& event, const trace::Names& names);

/// "waits for a message of type 2 in Q0"
std::string tell_waiting(const trace::WaitsFor& waits_for, const trace::Names& names, trace::EventIndex at);

/// Of a queue's messages and of a set's semaphores so many are told, the first ones. Whoever makes more than that makes
/// thousands, and nobody reads those.
inline constexpr std::size_t most_told = 200;

/// "Q0: 3 messages, 17 bytes", "S0: values 1, 0", "M0: 4096 bytes, attached 2 times". Of a large set "S0: values 1, 0, …, 1 and
/// 7800 more".
std::string tell_state(const sysv::ObjectState& state, const trace::Names& names, trace::EventIndex at);

/// "2 s", "1.5 ms".
std::string tell_duration(std::chrono::nanoseconds duration);

/// The states that an event led to; nothing for events that change no object.
const std::vector<sysv::ObjectState>& states_after(const trace::Event& event);

} // namespace ipclab::report
