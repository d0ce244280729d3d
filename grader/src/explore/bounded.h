#pragma once

/// @file
/// All orders with few preemptions, those with the fewest first (Musuvathi, Qadeer: "Iterative context bounding for systematic
/// testing of multithreaded programs", PLDI 2007). Beginnings that differ in nothing that matters are continued once.

#include "explore/footprint.h"
#include "explore/past.h"
#include "schedule/recency.h"
#include "schedule/schedule.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_set>
#include <vector>

namespace ipclab::explore {

class Bounded {
public:
    Bounded(int bound, bool output_matters);

    /// For the next run. It refers to this object.
    std::unique_ptr<schedule::Schedule> schedule();
    /// That run has ended. False where no order within the bound is left.
    bool finished(const trace::Trace& trace);

    /// All orders with so many preemptions have been tried.
    [[nodiscard]] int tried() const { return static_cast<int>(level_) - 1; }
    [[nodiscard]] bool diverged() const { return diverged_; }

private:
    friend class Follower;

    /// A beginning: the first `length` steps of a run, then `next`.
    struct Start {
        std::shared_ptr<const std::vector<trace::TaskId>> path;
        std::size_t length = 0;
        trace::TaskId next;
    };

    std::size_t at(const schedule::Point& point);
    void close_step(std::span<const trace::Event> events);

    std::vector<std::deque<Start>> waiting_; ///< by preemptions
    std::size_t level_ = 0;
    std::unordered_set<std::uint64_t> seen_;
    bool output_matters_;
    Knowledge knowledge_;

    // of the run that is being made
    Start start_;
    std::vector<trace::TaskId> path_;
    struct Fork {
        std::size_t length = 0;
        trace::TaskId next;
        int preemptions = 0;
    };
    std::vector<Fork> forks_;
    Past past_;
    std::unique_ptr<Reader> reader_;
    schedule::Recency recency_;
    std::size_t read_ = 0;
    int preemptions_ = 0;
    bool diverged_ = false;
};

} // namespace ipclab::explore
