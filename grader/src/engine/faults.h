#pragma once

/// @file
/// The faults of one run: which of them is due, from what the trace says. How one strikes is in faults.cpp with the controller.

#include "engine/counts.h"
#include "engine/fault.h"
#include "engine/held.h"
#include "trace/trace.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ipclab::engine {

/// Whether a fault for `who` means this task: by its own name, by that of its process, or by its actor.
bool is_meant(const trace::Trace& trace, trace::TaskId task, std::string_view who);

/// Counts calls and semaphores held, a process at a time; its threads count together. Each fault strikes once.
class Faults {
public:
    /// `faults` must outlive it.
    explicit Faults(const std::vector<Fault>& faults);

    /// Nothing is left that could become due.
    [[nodiscard]] bool none() const { return open_.empty(); }
    [[nodiscard]] bool sleepers_in_any_order() const { return sleepers_; }
    [[nodiscard]] bool waiters_in_any_order() const { return waiters_; }
    /// Whether the fault of this place in the list has struck.
    [[nodiscard]] bool has_struck(std::size_t index) const { return struck_.contains(index); }

    /// Shown each event of the run, in order.
    void read(const trace::Trace& trace, const trace::Event& event);

    /// The fault that strikes a task, which has struck then; nullptr where there is none.
    /// @{
    const Fault* before(const trace::Trace& trace, trace::TaskId task, const trace::Call& call);
    const Fault* after(trace::TaskId task);   ///< a call, or while holding
    const Fault* blocked(trace::TaskId task); ///< once its `Blocked` event has been read
    const Fault* access(trace::TaskId task);  ///< to shared memory, which has been made
    const Fault* access(trace::TaskId task, Fault::Kind only);
    /// @}

private:
    using Due = std::map<trace::TaskId, std::vector<std::size_t>>;

    void acquired(const trace::Trace& trace, const trace::Event& event, Semaphore semaphore);
    const Fault* take(Due& from, trace::TaskId task);
    template <class Is>
    void strike(Due& into, trace::TaskId task, const Is& is);

    const std::vector<Fault>& faults_;
    std::vector<std::size_t> open_; ///< those that are not due yet
    std::set<std::size_t> struck_;
    bool sleepers_ = false, waiters_ = false;
    bool named_sets_ = false;
    trace::Names names_{trace::Trace{}};
    std::size_t tasks_named_ = 0;
    std::map<trace::TaskId, CallCounts> called_, blocked_;              ///< by process
    std::map<trace::TaskId, int> accesses_;                             ///< by process
    std::map<std::pair<std::size_t, trace::TaskId>, int> acquisitions_; ///< by fault and process
    Held held_;
    Due after_, waiting_, accessed_;
};

} // namespace ipclab::engine
