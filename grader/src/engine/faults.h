#pragma once

/// @file
/// The faults of one run: which of them is due, from what the trace says. How one strikes is in faults.cpp with the controller.

#include "engine/fault.h"
#include "trace/trace.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ipclab::engine {

/// Counts calls and semaphores held, a process at a time; its threads count together. Each fault strikes once.
class Faults {
public:
    explicit Faults(const std::vector<Fault>& faults);

    /// Nothing is left that could become due.
    [[nodiscard]] bool none() const { return open_.empty(); }
    [[nodiscard]] bool sleepers_in_any_order() const { return sleepers_; }

    /// Shown each event of the run, in order.
    void read(const trace::Trace& trace, const trace::Event& event);

    /// The fault that strikes a task, which has struck then; nothing where there is none.
    /// @{
    std::optional<Fault> before(const trace::Trace& trace, trace::TaskId task, const trace::Call& call);
    std::optional<Fault> after(trace::TaskId task);   ///< a call, or while holding
    std::optional<Fault> blocked(trace::TaskId task); ///< once its `Blocked` event has been read
    /// @}

private:
    struct Open {
        Fault fault;
        std::map<trace::TaskId, int> acquired; ///< by process, for `holding`
    };
    struct Counts {
        int all = 0;
        std::map<std::string, int, std::less<>> by_name;
        void add(const std::string& name);
        [[nodiscard]] int of(const std::string& name) const;
    };
    using Held = std::map<std::pair<int, int>, int>; ///< set and number to how much of it was taken

    void note_semaphores(const trace::Trace& trace, const trace::Event& event, const trace::Called& called);
    void acquired(const trace::Trace& trace, const trace::Event& event, int semid, int num);
    template <class Is>
    void strike(std::map<trace::TaskId, std::vector<Fault>>& into, trace::TaskId task, const Is& is);

    std::vector<Open> open_; ///< those that have not struck
    bool sleepers_ = false;
    bool named_sets_ = false;
    trace::Names names_{trace::Trace{}};
    std::size_t tasks_named_ = 0;
    std::map<trace::TaskId, Counts> called_, blocked_; ///< by process
    std::map<trace::TaskId, Held> held_;               ///< by process
    std::map<trace::TaskId, std::vector<Fault>> after_, waiting_;
};

} // namespace ipclab::engine
