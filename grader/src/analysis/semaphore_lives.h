#pragma once

/// @file
/// One semaphore's story: who has set, lowered and raised it, and what each of them knew when it did so.

#include "analysis/happens_before.h"
#include "analysis/history.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ipclab::analysis {

/// One step of one semaphore.
struct SemaphoreStep {
    enum class What : std::uint8_t { set, operated, read };
    const Use* use = nullptr;
    What what{};
    long amount = 0; ///< the new value; sem_op; the value that GETVAL gave
    int flags = 0;   ///< sem_flg
    [[nodiscard]] trace::EventIndex index() const { return use->event->index; }
};

class SemaphoreLives {
public:
    using Key = std::pair<std::size_t, unsigned>; ///< the set in `History::objects`, and the semaphore's number
    explicit SemaphoreLives(const History& history);

    /// Successful calls, in their order.
    [[nodiscard]] const std::map<Key, std::vector<SemaphoreStep>>& all() const { return steps_; }
    /// Whether the process knew that `earlier` had happened when it began to make this call: the call itself may have told it.
    [[nodiscard]] bool knew(const HappensBefore& order, const Use& use, trace::EventIndex earlier) const;
    /// "S0[1]"
    [[nodiscard]] std::string name(Key key) const;

private:
    const History& history_;
    std::map<Key, std::vector<SemaphoreStep>> steps_;
    std::vector<std::optional<trace::EventIndex>> previous_; ///< of each event: its process's event before it
};

} // namespace ipclab::analysis
