#pragma once

/// @file
/// What can happen in a run. A trace is a totally ordered list of these; everything that judges or shows a run reads nothing
/// else.

#include "sysv/call.h"

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ipclab::trace {

/// A process (or thread) of a run, numbered by appearance: P0, P1, … The scenario's script is -1.
struct TaskId {
    int value = -1;
    friend auto operator<=>(const TaskId&, const TaskId&) = default;
};

/// Stands for the scenario's script, which is one more actor of the schedule.
inline constexpr TaskId script{-1};

/// An event's place in its trace.
using EventIndex = std::uint32_t;

/// Where in a source file a call was made: the innermost frame that lies in the student's own program.
struct Location {
    std::string file; ///< as the compiler recorded it
    int line = 0;
    std::string function;
    friend bool operator==(const Location&, const Location&) = default;
};

/// What a call gave back. `error` is 0 or an errno; `value` is then -1.
struct Result {
    std::int64_t value = 0;
    int error = 0;
    [[nodiscard]] bool ok() const { return error == 0; }
    friend bool operator==(const Result&, const Result&) = default;
};

/// read, write and their kin on something that can make a process wait, or on its terminal.
struct Transfer {
    std::string name; ///< "read", "write", "readv", …
    int fd = -1;
    std::string channel; ///< "pipe 3", "terminal", "socket 5", "file", numbered by appearance; or a judged_file
    std::string bytes;   ///< what went over

    /// The channel of a file in the run's folder that the scenario judges: by its name, as no other channel begins.
    [[nodiscard]] static std::string judged_file(const std::string& name) { return "./" + name; }
    [[nodiscard]] bool to_judged_file() const { return channel.starts_with("./"); }
};

/// wait4 and waitid.
struct WaitCall {
    std::string name;
    int pid = -1; ///< as asked for
    int options = 0;
    std::optional<TaskId> reaped;
    int status = 0; ///< as wait(2) encodes it
};

/// kill, tkill, tgkill, rt_sigqueueinfo, pidfd_send_signal.
struct KillCall {
    std::string name;
    int pid = 0;
    int signo = 0;
    std::vector<TaskId> targets; ///< who of the run was sent it
};

/// nanosleep, clock_nanosleep, alarm, setitimer: time is virtual.
struct TimeCall {
    std::string name;
    std::chrono::nanoseconds duration{0};
};

/// Any other call that is visible (pause, open of a FIFO, futex, …), its arguments as text.
struct OtherCall {
    std::string name;
    std::vector<std::string> arguments;
};

using Call = std::variant<sysv::Call, Transfer, WaitCall, KillCall, TimeCall, OtherCall>;

std::string_view name_of(const Call& call);

/// What a process waits for.
struct WaitsFor {
    enum class What : std::uint8_t {
        message,    ///< msgrcv: none that matches `msgtyp`
        room,       ///< msgsnd: the queue is full
        increase,   ///< semop: semaphore `semnum` is smaller than |`amount`|
        zero,       ///< semop: semaphore `semnum` is not zero
        child,      ///< wait: no child has ended
        data,       ///< read: nothing in `channel`
        space,      ///< write: `channel` is full
        signal,     ///< pause, sigsuspend
        time,       ///< a sleep
        wakeup,     ///< futex
        outside,    ///< input from outside the run
        unmodelled, ///< a call that the engine does not model
    };
    What what{};
    std::optional<sysv::ObjectId> object;
    int semnum = 0;
    long amount = 0; ///< sem_op
    long msgtyp = 0;
    int msgflg = 0;
    std::string channel;
    std::vector<TaskId> who; ///< children waited for, where known
    friend bool operator==(const WaitsFor&, const WaitsFor&) = default;
};

/// An actor's first process was started.
struct Started {
    std::string actor;
    std::vector<std::string> argv;
};
/// A process or thread was made; it is the event of its parent.
struct Forked {
    enum class How : std::uint8_t { fork, vfork, thread };
    How how{};
    TaskId child;
};
struct Execed {
    std::string path;
    std::vector<std::string> argv;
};
/// A call cannot complete now; its caller waits. It completes in a later `Called`, or never.
struct Blocked {
    Call call;
    WaitsFor waits_for;
};
/// A call completed.
struct Called {
    /// Who decided the result.
    enum class Origin : std::uint8_t {
        kernel, ///< the call was made
        engine, ///< answered without making it: virtual time, an interruption, a removal while it waited
        fault,  ///< injected, as the scenario asked
    };
    Call call;
    Result result;
    Origin origin = Origin::kernel;
    std::optional<EventIndex> blocked;     ///< the `Blocked` event that this ends
    std::vector<sysv::ObjectState> after;  ///< the object as it is now, where the call changed or made one
    std::optional<sysv::ObjectId> removed; ///< IPC_RMID, or the last detach of a removed segment
};
/// Shared memory was read or written, by the program's own code or by the C library for it. One event may stand for a row of
/// accesses by the same line to bytes that lie side by side, with nothing in between.
struct Accessed {
    enum class Kind : std::uint8_t { read, write, atomic_read, atomic_write, atomic_update };
    /// Who saw it.
    enum class Witness : std::uint8_t {
        hook, ///< code that the compiler put there: certain about what it tells, but code can evade it
        page, ///< the processor: the page was closed
    };
    sysv::ObjectId segment;
    std::uint64_t offset = 0; ///< from the segment's beginning; at or past `shmget`'s size: outside
    std::uint64_t size = 0;   ///< bytes; 0 where only the place is known
    Kind kind{};
    Witness witness = Witness::hook;
    std::uint64_t address = 0; ///< in the process; it differs from process to process
    std::string bytes;         ///< what a write left there, at most 64 bytes of it; "" for a read
};
/// A fault that was asked for has happened to this task: a kill, a failing call (its `Called` follows), a stop.
struct Faulted {
    std::string fault; ///< as the scenario or the command line says it: "kill A after semop 2"
};
/// Bytes arrived at the actor's terminal.
struct Output {
    int fd = 1; ///< 1 or 2
    std::string bytes;
};
/// A signal reached a process.
struct Signalled {
    enum class Effect : std::uint8_t { handled, ignored, ends, stops, continues };
    int signo = 0;
    Effect effect{};
    std::optional<TaskId> from;
};
/// A process ended. SEM_UNDO and detaching have been done by then: `after` holds what they changed.
struct Exited {
    int code = 0;   ///< exit status, where it was not killed
    int signal = 0; ///< the signal that ended it, or 0
    std::vector<sysv::ObjectState> after;
};
/// Bytes of a segment, as they were at some moment. Fewer than were asked for where it is smaller, or where a text ends: with its
/// NUL, which is the last of them then.
struct Contents {
    sysv::ObjectId segment;
    std::uint64_t offset = 0;
    std::string bytes;
};
/// What the script saw where it looked at an object.
struct Looked {
    sysv::Kind kind{};
    std::int32_t key = 0;
    std::optional<sysv::ObjectState> state; ///< from the kernel; nothing where no object has the key
    std::vector<Contents> contents;         ///< of a segment, what was asked for and could be read
};
/// The scenario's script did its next step.
struct Scripted {
    std::size_t step = 0; ///< index in the scenario's `play`
    std::string text;     ///< for people: "start collect box.key -3 3"
    /// Whose state it waited for, or whom it sent a signal.
    std::optional<TaskId> whom;
    std::optional<Looked> looked;
};
/// Nobody could go on, so time did.
struct ClockAdvanced {
    std::chrono::nanoseconds to{0};
};
/// Something that the engine saw and that a reader of the trace should know: a refused signal, a call it does not model.
struct Noted {
    std::string text;
};

using What = std::variant<Started, Forked, Execed, Blocked, Called, Accessed, Faulted, Output, Signalled, Exited, Scripted,
                          ClockAdvanced, Noted>;

/// One thing that happened.
struct Event {
    EventIndex index = 0;
    std::chrono::nanoseconds time{0}; ///< virtual, since the run's start
    TaskId task;
    std::optional<Location> where;
    What what;
};

} // namespace ipclab::trace
