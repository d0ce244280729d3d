#pragma once

/// @file
/// A run as data: its events, how it ended, what it left behind.

#include "trace/event.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::trace {

/// A process or thread of the run.
struct Task {
    TaskId id;
    std::string actor;            ///< the actor whose tree it belongs to
    std::string name;             ///< "sender", or "sender/1" for its first child, for people
    std::optional<TaskId> parent; ///< nothing for an actor's first process
    bool thread = false;
    int pid = 0; ///< as the kernel numbered it in this run
};

/// How a run ended.
enum class Outcome : std::uint8_t {
    finished,         ///< everybody ended and the script was done
    deadlock,         ///< nobody can ever go on: proven from who waits for what
    livelock,         ///< only polling is left, and nothing changes
    stuck,            ///< somebody waits in a call that is not modelled: nothing is proven
    step_not_reached, ///< the script waits for something that can no longer come true
    cpu_limit,        ///< a process computed on and on without a call
    event_limit,      ///< more events than the budget
    output_limit,
    process_limit,
    interrupted,  ///< the grader was asked to stop
    abandoned,    ///< the schedule gave it up: another run has shown, or will show, the same
    engine_error, ///< our own failure: never the student's
};
std::string_view name_of(Outcome outcome);

/// Who waits for what when a run ended without everybody having ended.
struct Waiting {
    TaskId task;
    WaitsFor waits_for;
    EventIndex blocked = 0; ///< its `Blocked` event
};

/// A file's key in this run, so that expectations can name the object that the handout means.
struct NamedKey {
    std::string name; ///< as in lab.toml's [keys]
    std::int32_t key = 0;
};

/// A file in the run's folder after everybody had ended, that an expectation wants to know of.
struct FileLeft {
    /// What stands under the name.
    enum class Is : std::uint8_t {
        missing,
        regular,
        another, ///< a folder, a FIFO, a link that leads out of the folder: nothing to read
        unreadable,
        too_large,
    };
    std::string name; ///< path in the run's folder
    Is is{};
    std::string bytes; ///< of a regular file, all of it
};

/// One run.
struct Trace {
    std::vector<Task> tasks;
    std::vector<Event> events;
    Outcome outcome = Outcome::finished;
    std::vector<Waiting> waiting;
    std::vector<sysv::ObjectState> left_objects; ///< taken from the kernel after everybody had ended
    std::vector<Contents> left_contents;         ///< of segments among them, what the scenario asked for
    std::vector<FileLeft> left_files;            ///< those that the scenario asked for
    std::vector<TaskId> left_processes;          ///< were still there when the actors and the script were done
    std::size_t steps_done = 0;                  ///< of the script
    std::vector<NamedKey> keys;
    std::string schedule; ///< text that replays it (schedule/schedule.h)
    std::string error;    ///< for `engine_error`: what failed
    /// Ways in which the processes could talk that the engine does not follow ("mmap", "flock"): what rests on nobody having
    /// waited for anybody is not certain then. Each once, in order of appearance.
    std::vector<std::string> other_channels;
    /// How accesses to shared memory came among the events; nothing where nobody looked.
    std::optional<Accessed::Witness> watched;
    [[nodiscard]] const Task& task(TaskId id) const { return tasks.at(static_cast<std::size_t>(id.value)); }
};

/// Objects and keys by their order of appearance, so that two runs can be compared and read: Q0, S0, M0, K0.
/// Objects keep their name also after removal; an id that the kernel reuses gets a new one.
class Names {
public:
    explicit Names(const Trace& trace);
    /// @name For a run that goes on
    /// Begin with `Names{Trace{}}`, then show it each task and each event, in order.
    /// @{
    void read(const Task& task);
    void read(const Event& event);
    /// @}
    /// "Q0"; "queue 77" for an id that the run never made or met. `at` is the event that speaks of it.
    [[nodiscard]] std::string object(sysv::ObjectId id, EventIndex at) const;
    /// "K0 0x42010203"; "IPC_PRIVATE".
    [[nodiscard]] std::string key(int key) const;
    /// "K0"; where the key has no name, the key itself.
    [[nodiscard]] std::string short_key(int key) const;
    /// "receiver", "A/1"; "the script".
    [[nodiscard]] std::string task(TaskId id) const;
    /// The value that a semaphore had after event `at`, where the trace tells it.
    [[nodiscard]] std::optional<int> semaphore_value(sysv::ObjectId set, int semnum, EventIndex at) const;

private:
    struct Named {
        EventIndex since;
        std::string name;
        bool removed;
    };
    struct Values {
        EventIndex since;
        std::vector<int> values;
    };
    void read(const sysv::Call& call, const Called* completed, EventIndex at);
    void read(const sysv::ObjectState& state, EventIndex at);
    void meet(sysv::ObjectId id, EventIndex at);
    void add(sysv::ObjectId id, EventIndex at);
    void add_key(int key);

    std::map<sysv::ObjectId, std::vector<Named>> objects_;
    std::map<sysv::Kind, std::size_t> counts_;
    std::map<sysv::ObjectId, std::vector<Values>> values_;
    std::map<int, std::size_t> keys_;
    std::vector<std::string> tasks_;
};

/// A call for people, in the words of the man page and with normalised names:
/// `msgrcv(Q0, room for 64 bytes, type -3, IPC_NOWAIT)`. Payloads are not cut. For a call that had to wait, `at` is the event where
/// it began to.
std::string describe(const Call& call, const Names& names, EventIndex at);
/// "0", "5 bytes, type 3 \"hello\"", "Q0", "-1 ENOMSG (no message of the wanted type)".
std::string describe(const Result& result, const Call& call, const Names& names, EventIndex at);
/// "a message of type 3 in Q0", "S0[1] to reach 1 (it is 0)".
std::string describe(const WaitsFor& waits_for, const Names& names, EventIndex at);

/// The whole trace as text, a line an event, normalised: two runs are the same run if and only if these are equal.
/// Object ids, keys, pids and addresses are replaced by names in order of appearance; all that the programs were given or wrote
/// stands as it is. Source lines and the schedule's text are left out: what happened counts, not why.
std::string normalised(const Trace& trace);
/// A short hash of `normalised` (64 bits, hexadecimal).
std::string fingerprint(const Trace& trace);

/// @name As JSON, both ways
/// `from_json` throws `std::runtime_error` with the place of the first thing that is wrong. Payloads that are not valid UTF-8
/// are stored as {"base16": "…"}. What has no value is left out: absent optionals and empty lists. trace/fields.h has the fields.
/// @{
std::string to_json(const Trace& trace, int indent = -1);
Trace from_json(std::string_view text);
/// @}

} // namespace ipclab::trace
