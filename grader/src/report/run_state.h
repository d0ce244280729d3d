#pragma once

/// @file
/// What the objects of a run hold, event by event: for who steps through it.

#include "trace/trace.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ipclab::report {

/// What there is to say of an object after an event where there is little room.
struct ObjectBadge {
    std::string name; ///< "Q0"
    std::string text; ///< "2 msg", "1 0", "×2"; empty where it is removed
    bool removed = false;
};

/// The objects that an event changed.
std::vector<ObjectBadge> badges_of(const trace::Event& event, const trace::Names& names);

/// An object as an event left it. Messages and semaphores are those of the trace itself: a run may have thousands of events, and
/// each of them thousands of these.
struct ObjectView {
    std::string name; ///< "Q0"
    sysv::Kind kind{};
    std::string summary; ///< "2 messages, 17 bytes"
    bool removed = false;
    std::vector<const sysv::Message*> messages;       ///< of a queue, the oldest first; at most `most_told`
    bool unread = false;                              ///< a queue holds messages of which only the number is known
    std::span<const sysv::SemaphoreState> semaphores; ///< of a set; at most `most_told`
    std::size_t more = 0;                             ///< so many messages or semaphores come after those
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

/// What each event of a trace changed, one after another, so that nobody has to keep all of it. The trace has to outlive what is
/// told.
class Changes {
public:
    Changes(const trace::Trace& trace, const trace::Names& names);
    ~Changes();
    Changes(const Changes&) = delete;
    Changes& operator=(const Changes&) = delete;

    /// Of the first event, then of the second, …; as often as there are events.
    Change next();

private:
    class Letters;
    ObjectView view_of(const sysv::ObjectState& state, trace::EventIndex at);

    const trace::Trace& trace_;
    const trace::Names& names_;
    std::size_t next_ = 0;
    std::unique_ptr<Letters> letters_;
};

/// The object that an event is about: of its call, or of its access. Its name, "Q0"; nothing for others.
std::optional<std::string> object_of(const trace::Event& event, const trace::Names& names);

} // namespace ipclab::report
