#pragma once

/// @file
/// Pairs of accesses to the same bytes of a segment that nothing orders, found in one pass (after FastTrack, Flanagan and
/// Freund, PLDI 2009).

#include "analysis/happens_before.h"

#include <vector>

namespace ipclab::analysis {

/// Two accesses by different processes, one of them a write, not both atomic, neither before the other.
struct Race {
    trace::EventIndex first = 0, second = 0; ///< in the order of this run
    std::uint64_t begin = 0, end = 0;        ///< the bytes that both touched
    std::size_t times = 1;                   ///< how often in this pair of places
};

/// One race for each pair of places in the source, the earliest first.
std::vector<Race> find_races(const trace::Trace& trace, const HappensBefore& order);

const trace::Accessed& access_of(const trace::Trace& trace, trace::EventIndex event);
bool is_write(const trace::Accessed& access);
bool is_atomic(const trace::Accessed& access);

} // namespace ipclab::analysis
