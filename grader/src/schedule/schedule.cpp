#include "schedule/schedule.h"

#include "schedule/text.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace ipclab::schedule {

std::size_t Schedule::choose(const Point& point) {
    if (point.candidates.empty()) throw std::invalid_argument("a schedule was asked to choose among nobody");
    std::size_t index = 0;
    if (point.candidates.size() > 1) {
        index = decide(point);
        if (index >= point.candidates.size() || index > std::numeric_limits<Decision>::max()) {
            throw std::logic_error("a schedule chose somebody who is not there");
        }
        chosen_.push_back(static_cast<Decision>(index));
    }
    const auto& next = point.candidates[index];
    const auto goes_on = [&](const Candidate& one) { return one.task == point.last && !one.polling && !one.entering; };
    if (next.task != point.last && !next.entering && std::ranges::any_of(point.candidates, goes_on)) ++preemptions_;
    path_.push_back(next.task);
    note(point, index);
    return index;
}

std::string Schedule::decisions() const { return decisions_text(chosen_); }

void Schedule::note(const Point& /*point*/, std::size_t /*next*/) {}

} // namespace ipclab::schedule
