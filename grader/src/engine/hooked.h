#pragma once

/// @file
/// Which of the accesses that the processor has shown were told of by the program's own hooks, and which were not: code can evade a
/// hook (`no_sanitize`, inline assembly, a hook of its own), and most libraries have none.

#include "access_log.h"
#include "engine/accesses.h"
#include "trace/event.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace ipclab::engine {

/// Of one process. A hook tells of a plain access before it is made, of an atomic one after it, and of what a library does for
/// the program at either time.
class Hooked {
public:
    /// An entry of the log, in the order of the log, each once.
    void told(const ipclab_access& entry);
    /// How many entries have been told.
    [[nodiscard]] std::uint64_t count() const { return count_; }

    /// Whether a hook has just told of this access, which the instruction at `ip` of the program's own code makes. An entry
    /// stands for one access; for more only where the same instruction makes it again.
    bool knows(const trace::Accessed& access, std::uint64_t ip);
    /// An access of the program's own code of which no hook has told.
    void missed(Access access);
    /// A library's access, or one of the hooks themselves: what is to be told of it may still come.
    void hold(Access access);

    /// An access and how many entries had been told before it.
    struct Missed {
        std::uint64_t after = 0;
        Access access;
    };
    /// Those of which nobody has told and nobody will, in their order. Call it where all has been told that there is.
    std::vector<Missed> take_missed();
    /// How many there may be.
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

    /// The program has made a call: what was told before is done with.
    void forget() { recent_.clear(); }

private:
    struct Claim {
        std::uint64_t begin = 0, end = 0, ip = 0;
    };
    struct Entry {
        std::uint64_t begin = 0, end = 0;
        std::uint32_t kind = 0;
        std::vector<Claim> claims; ///< which instruction of the program made which part of it
    };
    struct Waiting {
        Missed missed;
        bool certain = false; ///< nobody will tell of it
    };
    [[nodiscard]] bool is_told(const trace::Accessed& access) const;

    std::deque<Entry> recent_;
    std::vector<Waiting> waiting_;
    std::uint64_t count_ = 0;
};

} // namespace ipclab::engine
