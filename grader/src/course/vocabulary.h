#pragma once

/// @file
/// The names that a lab.toml may use of calls, their fields, and the state of objects. Names are those of the man pages:
/// msgget(2), msgop(2), msgctl(2), semget(2), semop(2), semctl(2), shmget(2), shmop(2), shmctl(2).

#include "course/lab.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::course {

/// What can stand for a field in an expectation on a call.
enum class FieldKind : std::uint8_t {
    number,
    flags,   ///< "IPC_CREAT|IPC_EXCL": each named flag is set (and the permissions are those, where octal digits are named)
    command, ///< "IPC_RMID"
    text,    ///< a message's text
    key,     ///< "{box.key}", "IPC_PRIVATE" or a number
    id,      ///< "{box.id}" or a number
};

struct CallField {
    std::string_view name;
    FieldKind kind{};
};

/// A call that expectations can be about.
struct CallWords {
    std::string_view name;
    Key::Kind object{};                      ///< the kind of object that it works on
    std::span<const CallField> fields;       ///< its arguments, and what was sent, received or asked of one semaphore
    std::span<const std::string_view> words; ///< its flags or commands
};

/// All System V calls.
std::span<const CallWords> calls();
const CallWords* find_call(std::string_view name);
std::vector<std::string> call_names();

/// Calls that an `until` can wait for: the above and those others that can make a process wait.
const std::vector<std::string>& waitable_calls();

/// Fields of an object's state; those with an index have it in brackets: "value[0]", "int[8]".
struct StateField {
    enum class Index : std::uint8_t {
        none,
        semaphore,
        offset, ///< in bytes, into a segment
    };
    std::string_view name;
    Index index{};
};
std::span<const StateField> state_fields(Key::Kind kind);

/// What lies in a segment, as a field asks for it: "int[8]".
struct SegmentField {
    std::uint64_t offset = 0;
    std::size_t size = 0; ///< of the number; 0: a text, up to its NUL
};
/// Nothing for a field that is not about what lies in a segment.
std::optional<SegmentField> segment_field(std::string_view field);

/// "queue", "semaphores", "segment", as [keys] says it.
std::string_view name_of(Key::Kind kind);
std::optional<Key::Kind> key_kind(std::string_view name);

/// Signals that have a name.
const std::vector<std::string>& signal_names();

} // namespace ipclab::course
