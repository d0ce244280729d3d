#pragma once

/// @file
/// What a run that is over says of the lab's keys, so that {box.file}, {box.key} and {box.id} can be filled in.

#include "course/lab.h"
#include "trace/trace.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::judge {

/// What a run says of the lab's keys.
class Objects {
public:
    Objects(const course::Lab& lab, const trace::Trace& trace);

    /// One of the lab's keys as it was in this run; nothing for a name that the lab does not have.
    [[nodiscard]] const course::Key* key(std::string_view name) const;
    [[nodiscard]] std::optional<std::int32_t> number(std::string_view name) const;
    /// The ids that msgget and its kin returned for the key, in order and each once.
    [[nodiscard]] std::vector<int> ids(std::string_view name) const;
    /// Placeholders of all keys. {box.id} is the first id; it is not there where nobody got one.
    [[nodiscard]] std::map<std::string, std::string> placeholders() const;

private:
    const course::Lab* lab_;
    const trace::Trace* trace_;
};

/// {box.key} as "0x42010203", {box.key:x} as "42010203", {box.key:d} as "1107361283"; and its parts, as glibc's ftok puts them together:
/// {box.key:proj} as "42", {box.key:device} as "01", {box.key:inode} as "0203".
void add_key_placeholders(std::map<std::string, std::string>& known, const std::string& name, std::int32_t key);

/// The kind of a key as the vocabulary of calls has it.
sysv::Kind kind_of(course::Key::Kind kind);

} // namespace ipclab::judge
