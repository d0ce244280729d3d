#pragma once

/// @file
/// What the objects of a run hold, event by event: for who steps through it.

#include "trace/trace.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::report {

/// An object as an event left it.
struct ObjectView {
    std::string name; ///< "Q0"
    sysv::Kind kind{};
    std::string summary; ///< "2 messages, 17 bytes"
    std::string badge;   ///< the same where there is little room: "2 msg", "1 0", "×2"
    bool removed = false;
    std::vector<sysv::Message> messages;          ///< of a queue, the oldest first
    bool unread = false;                          ///< a queue holds messages of which only the number is known
    std::vector<sysv::SemaphoreState> semaphores; ///< of a set
};

/// Bytes of a segment that an event wrote, or that the scenario looked at.
struct Written {
    std::string segment; ///< "M0"
    std::uint64_t offset = 0;
    std::string bytes;
    std::uint64_t unknown = 0; ///< so many after them were written, too, and nobody saw with what
};

/// What an event changed.
struct Change {
    std::vector<ObjectView> objects;
    std::vector<Written> written;
};

/// One entry an event of the trace.
std::vector<Change> changes_of(const trace::Trace& trace, const trace::Names& names);

/// The object that an event is about: of its call, or of its access. Its name, "Q0"; nothing for others.
std::optional<std::string> object_of(const trace::Event& event, const trace::Names& names);

} // namespace ipclab::report
