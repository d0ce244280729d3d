#pragma once

/// @file
/// The fixed order, as its own schedule and as what follows a replay's last decision.

#include "schedule/schedule.h"

#include <map>

namespace ipclab::schedule {

/// Remembers when each task went last, and decides by it.
class Recency {
public:
    /// Who begins to wait, else whoever went last, else the script, else who has waited longest; pollers only where nobody else
    /// is there.
    [[nodiscard]] std::size_t decide(const Point& point) const;
    void note(const Candidate& next) {
        if (!next.entering) turns_[next.task] = ++turn_;
    }

private:
    [[nodiscard]] std::uint64_t turn_of(trace::TaskId task) const;
    std::uint64_t turn_ = 0;
    std::map<trace::TaskId, std::uint64_t> turns_;
};

} // namespace ipclab::schedule
