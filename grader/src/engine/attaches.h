#pragma once

/// @file
/// Where segments are attached: each in a place of its own in one part of the address space, so that one compare tells an access
/// to shared memory from any other, running past the end hits nothing, and an address means something in one process only.

#include "trace/event.h"

#include <cstdint>
#include <map>
#include <optional>

namespace ipclab::engine {

/// True for addresses where segments, and nothing else, are attached.
bool in_window(std::uint64_t address);

/// A segment in a process's memory.
struct Attach {
    std::uint64_t address = 0;
    std::uint64_t size = 0;   ///< as shmget was asked for
    std::uint64_t length = 0; ///< in whole pages
    int shmid = -1;
    bool writable = true;
    bool attached = true;
};

/// The attaches of one process whose accesses are seen. None is forgotten: their addresses are not used again, so also what comes
/// too late can be told.
class Attaches {
public:
    void add(const Attach& attach) { all_.insert_or_assign(attach.address, attach); }
    void detach(std::uint64_t address);
    void clear() { all_.clear(); }
    [[nodiscard]] bool empty() const { return all_.empty(); }
    /// The one that an address belongs to: it lies in it, or behind it before the next. Null for an address that is elsewhere.
    [[nodiscard]] const Attach* of(std::uint64_t address) const;
    [[nodiscard]] const std::map<std::uint64_t, Attach>& all() const { return all_; }

private:
    std::map<std::uint64_t, Attach> all_;
};

/// Gives out addresses, each once in a run. Which one depends on the process and on how many it had before, not on what others do:
/// two orders that differ in nothing else give the same addresses.
class Window {
public:
    /// Nothing where there is no room left.
    std::optional<std::uint64_t> place(trace::TaskId process, std::uint64_t size);

private:
    std::map<trace::TaskId, std::uint64_t> next_; ///< offsets in the process's own part
    std::uint64_t next_common_ = 0;               ///< of what does not fit there
};

} // namespace ipclab::engine
