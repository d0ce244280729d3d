#pragma once

/// @file
/// One run of a scenario: real processes, one of them running at a time, every visible call parked at its entry until a model
/// says that it completes.
///
/// Call this from inside a jail (engine/jail.h): it makes IPC objects and kills what is left.

#include "engine/fault.h"
#include "engine/jail.h"
#include "schedule/schedule.h"
#include "trace/trace.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ipclab::engine {

/// What to start.
struct Program {
    std::string path;
    std::vector<std::string> argv;          ///< argv[0] included
    std::map<std::string, std::string> env; ///< in addition to the run's environment
    std::string cwd;                        ///< empty: the run's folder
    std::optional<std::string> stdin_text;  ///< nothing: /dev/null (or ours, with `RunSpec::own_terminal`)
    std::optional<unsigned> user;           ///< one of `in_jail`'s further users; nothing: as all programs of the run
};

/// The script starts an actor.
struct Start {
    std::string actor;
    Program program;
};

/// The script waits until an actor has got somewhere. `call` narrows: "blocked in msgrcv", "returned from msgsnd" for the
/// `nth` time. An actor's first process decides.
struct Until {
    enum class State : std::uint8_t { exited, blocked, returned };
    std::string actor;
    State state{};
    std::string call;
    int nth = 1;
};

/// The script sends a signal (SIGKILL for `kill`), to the actor's first process or to its process group.
struct Send {
    std::string actor;
    int signo = 0;
    bool group = false;
};

/// The script lets virtual time pass.
struct Pass {
    std::chrono::nanoseconds duration{0};
};

/// The script waits until a fault of the run has struck.
struct Struck {
    std::size_t fault = 0;  ///< its place in `RunSpec::faults`
    std::string or_ended{}; ///< or until this actor has ended; empty: it must strike
};

/// Bytes of a segment.
struct Piece {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    bool text = false; ///< they end with their first NUL, if there is one
};

/// The script takes an object's state from the kernel. What programs can see of the object stays as it is, but for a segment that
/// nobody has attached: to read `contents`, it is attached for a moment, and its times and shm_lpid tell.
struct Look {
    sysv::Kind kind{};
    std::int32_t key = 0;
    std::vector<Piece> contents; ///< of a segment
};

struct Step {
    std::variant<Start, Until, Send, Pass, Struck, Look> action;
    std::string text; ///< for the trace
};

/// How accesses to shared memory are seen.
enum class Watch : std::uint8_t {
    none,
    hooks, ///< programs that were built with runtime/ tell; others are not seen
    pages, ///< any program: the pages are closed, each access stops the program. Some ten thousand times slower than an access
    /// Both at once, for programs with hooks: what they tell is believed, and what they have not told of is seen all the same.
    both,
};

/// Limits of one run, none of them in wall time.
struct Budget {
    std::size_t events = 200'000;
    std::size_t idle_calls = 10'000;      ///< calls in a row that change nothing: livelock
    std::chrono::milliseconds cpu{2'000}; ///< of one process between two visible calls
    std::size_t output = 1 << 20;         ///< bytes an actor
    std::size_t tasks = 64;
    std::uint64_t memory = std::uint64_t{2} << 30; ///< RLIMIT_AS
    std::chrono::nanoseconds virtual_time = std::chrono::hours{24 * 365};
};

/// An object that is there before the play begins. It belongs to the programs' user, unless it is a stranger's.
struct Given {
    sysv::Kind kind{};
    std::int32_t key = 0;
    unsigned mode = 0600;
    bool stranger = false; ///< needs a second user (`has_second_user`)
    std::vector<sysv::Message> messages;
    std::uint64_t size = 0;  ///< of a segment
    unsigned char byte = 0;  ///< that fills it
    std::vector<int> values; ///< of semaphores
};

struct RunSpec {
    std::vector<Step> play;
    std::vector<Given> given;
    bool ids_above_zero = false;            ///< no object gets the id 0, as on a machine that has been used before
    std::vector<Fault> faults;              ///< each strikes once
    std::vector<Look> contents_at_end;      ///< segments of which the trace keeps something when everybody has ended
    std::vector<std::string> files_at_end;  ///< paths in the run's folder, likewise
    std::string folder;                     ///< where the programs run
    std::map<std::string, std::string> env; ///< the whole environment of the programs
    std::vector<trace::NamedKey> keys;      ///< passed through to the trace
    Level level = Level::none;              ///< of the jail that we are in: what of it a run can have anew
    Ledger* ledger = nullptr;               ///< `Inside::ledger`: where objects are noted for the case that we are killed
    std::uint64_t seed = 1;                 ///< for what programs draw with getrandom
    std::chrono::nanoseconds epoch{0};      ///< virtual CLOCK_REALTIME at the start; 0: 2026-01-01 00:00 UTC
    Budget budget;
    Watch watch = Watch::none;
    /// Stop at every access, so that each is one event. A fault that strikes after an access does so by itself. What is in a file
    /// can be half done too: a write (write, writev) to one of `files_at_end` is then a call like any other, where it else is part
    /// of what a program does between two calls.
    bool stop_at_accesses = false;
    bool own_terminal = false; ///< the programs get our own standard files (`ipclab trace`)
    /// Somebody else's programs: where we are root they run as nobody, and they cannot fill the machine. False for programs that
    /// the user could as well run by hand; they only lose root's capabilities, which hide mistakes with permissions.
    bool confined = true;
    std::function<void(const trace::Trace&, const trace::Event&)> on_event; ///< as it happens; may be empty
};

/// Runs scenarios, one after the other. What is costly to make (the filter, debug information) is kept from run to run.
class Engine {
public:
    Engine();
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// One run. Never throws for what a program does; failures of ours end in `trace::Outcome::engine_error`.
    trace::Trace run(const RunSpec& spec, schedule::Schedule& schedule);
    /// How many programs have been started from a template (engine/template_process.h) and not by an exec.
    [[nodiscard]] std::size_t copies() const;

private:
    struct Kept;
    std::unique_ptr<Kept> kept_;
};

} // namespace ipclab::engine
