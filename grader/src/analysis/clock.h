#pragma once

/// @file
/// A vector clock: how much of each process's past somebody knows to be over (Fidge 1988, Mattern 1989).

#include "trace/event.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace ipclab::analysis {

/// For each process, one past the index of its last event that has happened before; 0 where nothing of it has.
/// Event indices serve as times: they grow within a process, and no event needs a counter of its own.
class Clock {
public:
    [[nodiscard]] trace::EventIndex of(std::size_t process) const {
        return process < known_.size() ? known_[process] : trace::EventIndex{0};
    }
    /// Learns that `process` has come to `time`.
    void reach(std::size_t process, trace::EventIndex time) {
        if (process >= known_.size()) known_.resize(process + 1);
        known_[process] = std::max(known_[process], time);
    }
    /// Learns all that `other` knows; whether there was anything new.
    bool join(const Clock& other) {
        if (known_.size() < other.known_.size()) known_.resize(other.known_.size());
        bool news = false;
        for (std::size_t i = 0; i < other.known_.size(); ++i) {
            if (other.known_[i] <= known_[i]) continue;
            known_[i] = other.known_[i];
            news = true;
        }
        return news;
    }

private:
    std::vector<trace::EventIndex> known_;
};

} // namespace ipclab::analysis
