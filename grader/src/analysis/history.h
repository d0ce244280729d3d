#pragma once

/// @file
/// A trace, read once for all rules: which System V calls were made by which process on which object, and who ended how.

#include "trace/trace.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ipclab::analysis {

/// One life of an object. The kernel may give an id to a later object again, so an id alone does not name one.
struct ObjectLife {
    sysv::ObjectId id;
    std::optional<std::int32_t> key;       ///< nothing where the run never said it
    const trace::Event* made = nullptr;    ///< null: it was there before the run
    const trace::Event* removed = nullptr; ///< the successful IPC_RMID (a segment may live on until its last detach)
};

/// A System V call that came back.
struct Use {
    const trace::Event* event = nullptr;
    const trace::Called* called = nullptr;
    const sysv::Call* call = nullptr;
    trace::TaskId process;             ///< the process, also where a thread of it made the call
    std::optional<std::size_t> object; ///< in `History::objects`; nothing for an id that named nothing
    [[nodiscard]] bool ok() const { return called->result.ok(); }
    [[nodiscard]] bool failed_with(int error) const { return called->result.error == error; }
};

/// How a process ended by itself or by a signal that the run shows. One that the engine ended afterwards has no end.
struct End {
    const trace::Event* event = nullptr;
    int code = 0;
    int signal = 0;
    std::optional<trace::TaskId> killer; ///< who sent that signal, where it is known
    [[nodiscard]] bool failed() const { return code != 0 || signal != 0; }
};

/// What a process has done to an object, whatever came of it.
struct Dealings {
    bool sent = false, received = false;  ///< with a queue
    bool raised = false, lowered = false; ///< any of a set's semaphores, SETVAL and SETALL included
};

class History {
public:
    explicit History(const trace::Trace& trace);

    const trace::Trace& trace;
    trace::Names names;
    std::vector<Use> uses;
    std::vector<ObjectLife> objects;

    /// The process that a thread belongs to; a process is its own.
    [[nodiscard]] trace::TaskId process_of(trace::TaskId task) const;
    /// Processes, without their threads.
    [[nodiscard]] std::vector<trace::TaskId> processes() const;
    [[nodiscard]] const std::optional<End>& end_of(trace::TaskId process) const;
    /// Whether `ancestor` is the process itself, its parent, or further up.
    [[nodiscard]] bool descends(trace::TaskId process, trace::TaskId ancestor) const;
    [[nodiscard]] const trace::Waiting* waiting(trace::TaskId process) const;

    /// Null where the process never made a call on the object.
    [[nodiscard]] const Dealings* dealings(std::size_t object, trace::TaskId process) const;

    /// The object as the last event before the end of the run left it; null where nothing is known of it.
    [[nodiscard]] const sysv::ObjectState* last_state(sysv::ObjectId id) const;
    /// The life that an id names at an event.
    [[nodiscard]] std::optional<std::size_t> life(sysv::ObjectId id, trace::EventIndex at) const;

    [[nodiscard]] std::string name(trace::TaskId task) const { return names.task(task); }
    /// "Q0"
    [[nodiscard]] std::string name(std::size_t object) const;
    /// The first event that belongs to the engine's cleaning up: it ended processes that were still waiting.
    [[nodiscard]] std::size_t horizon() const { return horizon_; }

private:
    void read(const trace::Event& event);
    void read(const trace::Event& event, const trace::Called& called, const sysv::Call& call);
    std::size_t add(ObjectLife life);
    void find_horizon();

    std::map<sysv::ObjectId, std::vector<std::size_t>> lives_; ///< of each id, oldest first
    std::map<std::pair<std::size_t, trace::TaskId>, Dealings> dealings_;
    std::vector<std::optional<End>> ends_;
    std::size_t horizon_ = 0;
};

} // namespace ipclab::analysis
