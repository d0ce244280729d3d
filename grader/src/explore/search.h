#pragma once

/// @file
/// The complete exploration: depth first over all orders, of those that cannot differ in what comes of them only one.
///
/// Runs are made from the start each time. At every decision the search knows whom it has let go on there before. After a run it
/// looks for pairs of steps that may depend on each other and whose order nothing else fixes: before the first of them, the
/// other's process has to be tried as well (dynamic partial-order reduction). Whoever has been tried at a decision sleeps in what
/// is tried there afterwards, until somebody does something that does not commute with its step; where all who could go on are
/// asleep, the rest of the run is known already and it is given up.

#include "explore/footprint.h"
#include "explore/past.h"
#include "schedule/recency.h"
#include "schedule/schedule.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace ipclab::explore {

class Search {
public:
    /// Without `reduce`, all orders of all steps.
    Search(bool reduce, bool output_matters) : reduce_{reduce}, output_matters_{output_matters} {}

    /// For the next run. It refers to this object.
    std::unique_ptr<schedule::Schedule> schedule();
    /// That run has ended. False where no order is left.
    bool finished(const trace::Trace& trace);

    /// Whether a run did not go the way that it went before with the same decisions.
    [[nodiscard]] bool diverged() const { return diverged_; }
    /// Something that was taken for granted did not hold: the search has begun anew, and counts of before are void.
    [[nodiscard]] bool restarted() const { return restarted_; }

private:
    friend class Guided;

    /// A decision; its step is the one of the same index in `past_`.
    struct Node {
        std::vector<trace::TaskId> allowed, able; ///< `able` could complete their calls
        std::map<trace::TaskId, Footprint> sleep, tried;
        std::set<trace::TaskId> wanted; ///< empty where the run was given up
        trace::TaskId chosen;
    };

    std::size_t at(const schedule::Point& point);
    void close_step(std::span<const trace::Event> events);
    std::size_t open(const schedule::Point& point);
    [[nodiscard]] std::map<trace::TaskId, Footprint> asleep() const;
    [[nodiscard]] Steps order(const Footprint& step);
    [[nodiscard]] bool made_possible(std::size_t first, const Footprint& later, const Steps& before,
                                     const Steps& rest) const;
    bool want(std::size_t first, const Footprint& later, const Steps& before);
    bool backtrack();
    void restart();

    bool reduce_, output_matters_;
    Knowledge knowledge_;
    Knowledge at_start_; ///< of the search
    std::vector<Node> stack_;
    Past past_;
    std::size_t prefix_ = 0; ///< nodes that are replayed
    std::size_t depth_ = 0, read_ = 0;
    std::unique_ptr<Reader> reader_;
    schedule::Recency recency_;
    bool diverged_ = false, restarted_ = false;
};

} // namespace ipclab::explore
