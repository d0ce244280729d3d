#pragma once

/// @file
/// Which bytes of shared memory are counted up (or otherwise changed from what was read) by several processes.
///
/// The processor does not tell `counter++` from a load and a store that are atomic each. But who reads a value and writes a new
/// one in the same line loses what others have written meanwhile, atomic or not, unless something else keeps them out.
/// A variable on which somebody waits, or which somebody looks at in passing, is none of these: it may be a flag.

#include "trace/trace.h"

#include <cstdint>
#include <set>
#include <utility>

namespace ipclab::analysis {

class PlainCounters {
public:
    /// Bytes are told apart in pieces of this size, aligned: that of an int.
    static constexpr std::uint64_t granule = 4;

    explicit PlainCounters(const trace::Trace& trace);
    [[nodiscard]] bool contains(sysv::ObjectId segment, std::uint64_t offset) const {
        return counters_.contains({segment, offset / granule});
    }

private:
    std::set<std::pair<sysv::ObjectId, std::uint64_t>> counters_;
};

} // namespace ipclab::analysis
