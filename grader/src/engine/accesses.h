#pragma once

/// @file
/// Accesses to shared memory on their way into the trace: what tells nothing new is left out, what belongs together is put
/// together. Both witnesses, hooks and closed pages, go this way, so that they tell the same.

#include "trace/event.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::engine {

/// One access, as it was seen.
struct Access {
    trace::Accessed what;
    std::optional<trace::Location> where;
    bool changes = false;    ///< a write, but for an exchange that left what was there
    std::uint64_t group = 0; ///< one call into the C library, whose accesses come in any order and size; 0: none
    bool guessed = false;    ///< of a group: the library has looked at more than it was asked to, perhaps
};

/// What one task did between two stops, in its order, as few events as say the same.
class AccessRow {
public:
    void add(Access access);
    [[nodiscard]] bool empty() const { return row_.empty(); }
    [[nodiscard]] std::size_t size() const { return row_.size(); }
    /// How many accesses in a row have said nothing new.
    [[nodiscard]] std::size_t repeats() const { return repeats_; }
    /// What has come together; the row is empty then.
    std::vector<Access> take();

private:
    [[nodiscard]] bool says_nothing_new(const Access& access) const;
    [[nodiscard]] bool extends(const Access& access);

    std::vector<Access> row_;
    std::size_t repeats_ = 0;
};

/// What was last written where, to know a write that changes something from one that does not.
class Contents {
public:
    /// True where the bytes are others than before, or where that is not known.
    bool write(const trace::Accessed& access);

private:
    std::map<int, std::map<std::uint64_t, std::string>> written_; ///< by segment and offset
};

} // namespace ipclab::engine
