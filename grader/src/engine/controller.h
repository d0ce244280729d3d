#pragma once

/// @file
/// The run itself: who is where, who may go on, and the loop that lets one go. Its parts are in files of their own:
/// controller.cpp (the loop), lifecycle.cpp (starting, forking, ending), stepping.cpp (from stop to stop), calls_*.cpp (what becomes of a
/// parked call, by family), signals.cpp, strike.cpp (faults), play.cpp (the scenario's script), look.cpp (what it sees).

#include "engine/accesses.h"
#include "engine/arch/instruction.h"
#include "engine/faults.h"
#include "engine/objects.h"
#include "engine/run.h"
#include "engine/spawn.h"
#include "engine/task.h"
#include "engine/template_process.h"
#include "engine/terminal.h"
#include "source/symbols.h"

#include <linux/filter.h>
#include <sys/stat.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace ipclab::engine {

/// Something of ours went wrong: it ends the run as `engine_error`, whatever the programs did.
class EngineError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What `waitpid` said about a task.
struct Stop {
    enum class Kind : std::uint8_t { call_entry, call_exit, event, signal, group_stop, trap, exited };
    Kind kind{};
    int status = 0;
    int event = 0; ///< PTRACE_EVENT_… of `event`
    int signo = 0; ///< of `signal` and `group_stop`
};

/// The run is over; `trace_` says how.
struct RunOver {};

/// Shared memory that a call hands to the kernel.
struct SharedBuffer {
    std::uint64_t address = 0, size = 0;
    bool written = false; ///< by the kernel
};

/// Time as the programs see it.
class Clock {
public:
    explicit Clock(std::chrono::nanoseconds epoch) : epoch_{epoch} {}
    [[nodiscard]] VirtualTime now() const { return now_; }
    /// A clock's reading: realtime from the epoch, all others from a machine that was started 1,000 s before the run.
    [[nodiscard]] std::chrono::nanoseconds reading(int clock) const;
    void advance(VirtualTime by) { now_ += by; }
    void advance_to(VirtualTime when) { now_ = std::max(now_, when); }

private:
    std::chrono::nanoseconds epoch_;
    VirtualTime now_{0};
};

class Controller {
public:
    Controller(const RunSpec& spec, schedule::Schedule& schedule, const std::vector<sock_filter>& filter,
               source::Symbols& symbols, Templates& templates);
    ~Controller();
    Controller(const Controller&) = delete;
    Controller& operator=(const Controller&) = delete;

    trace::Trace run();

private:
    // controller.cpp: the loop
    void make_given();
    void loop();
    bool step();
    [[nodiscard]] std::vector<schedule::Candidate> candidates();
    [[nodiscard]] bool everybody_ended() const;
    [[nodiscard]] bool roots_ended() const;
    bool let_time_pass();
    bool pass_time_to(VirtualTime when); ///< true where that has let somebody go on
    bool wait_outside();
    void conclude();
    [[noreturn]] void finish(trace::Outcome outcome);
    void within_budget(const Task* task); ///< else `finish`
    trace::EventIndex emit(trace::TaskId task, trace::What&& what, std::optional<trace::Location> where = {});

    // play.cpp: the script
    [[nodiscard]] bool script_enabled();
    [[nodiscard]] bool script_done() const { return trace_.steps_done >= spec_.play.size(); }
    void play_step();
    [[nodiscard]] std::optional<trace::TaskId> whom(const Step& step);
    void start(const Start& start);
    void begin(const Beginning& beginning, const StandardFiles& files, const std::string& actor);
    [[nodiscard]] Process* root_of(const std::string& actor);

    // look.cpp: what objects hold
    [[nodiscard]] trace::Looked look(const Look& at);
    [[nodiscard]] std::vector<trace::Contents> contents_of(const sysv::SegmentState& segment,
                                                           const std::vector<Piece>& pieces);
    void keep_contents();

    // lifecycle.cpp
    Task& adopt(pid_t tid, Process& process, bool thread);
    void on_fork(Task& parent, int event);
    void on_exec(Task& task);
    void begins_program(Task& task, std::string executable, std::vector<std::string> argv);
    void become_first_thread(Task& thread);
    void let_first_thread_go(const Process& process);
    void exit_stop(Task& task);
    void let_exit(Task& task);
    void on_death(Task& task, int status);
    void after_death(Process& process);
    void kill_process(Process& process);
    void kill_everybody();
    void release_vfork(pid_t child);
    [[nodiscard]] std::string as_told(const std::string& path) const;
    Task* find(pid_t tid);
    Process* find_process(pid_t pid);

    // stepping.cpp: ptrace
    void resume(Task& task, int request);
    /// Nothing where the task went away (asleep in a call without a model) or died.
    std::optional<Stop> next_stop(Task& task);
    [[nodiscard]] static Stop decode(int status);
    void absorb(bool wait);
    void on_other(pid_t tid, int status);
    void run_on(Task& task);
    void on_stop(Task& task, const Stop& stop, bool& running);
    void at_entry(Task& task);
    void park(Task& task);
    void enter(Task& task); ///< begins to wait
    [[nodiscard]] bool notices(const Task& task) const;
    [[nodiscard]] bool is_awaited(const Task& task) const;
    bool tick(Task& task);
    void describe_pending(Task& task);
    std::optional<trace::Location> call_site(Task& task, const Registers& registers);

    // message_buffer.cpp
    void look_at_message(Task& task, const Registers& registers);

    // What becomes of a parked call. Each returns true where the task may run on.
    bool perform(Task& task);
    /// Makes the call, with `changed` argument registers; nothing where the task died in it.
    std::optional<std::int64_t> make(Task& task, const std::vector<std::pair<int, std::uint64_t>>& changed = {});
    /// After `make`: parks it at the entry again.
    bool again(Task& task);
    /// The call is not made; its caller sees `result`.
    void answer(Task& task, std::int64_t result, trace::Called::Origin origin = trace::Called::Origin::engine,
                bool show = true);
    void called(Task& task, std::int64_t result, trace::Called::Origin origin, std::vector<sysv::ObjectState> after = {},
                std::optional<sysv::ObjectId> removed = {});
    void changed() {
        ++changes_;
        idle_ = 0;
        clock_step_ = VirtualTime{1000};
    }
    void asked(Task& task, std::uint64_t question);
    [[nodiscard]] std::optional<trace::WaitsFor> obstacle(Task& task);
    void review(Task& task);

    // calls_ipc.cpp
    bool perform_ipc(Task& task);
    void settle(sysv::ObjectId id);
    [[nodiscard]] Task& next_of(const std::vector<Task*>& served);
    void settle_removed(sysv::ObjectId id);
    void grant(Task& task);
    [[nodiscard]] std::vector<Task*> waiters(sysv::ObjectId id);
    [[nodiscard]] Caller caller(const Task& task) const;
    [[nodiscard]] std::vector<sysv::ObjectState> state_now(sysv::ObjectId id);
    void forget_adjustments(const sysv::Call& call);
    std::optional<sysv::ObjectId> note_shared_memory(Task& task, const sysv::Call& call, std::int64_t value);

    // calls_files.cpp
    bool perform_transfer(Task& task);
    [[nodiscard]] std::optional<trace::WaitsFor> transfer_obstacle(Task& task);
    [[nodiscard]] bool transfer_inline(Task& task);
    void write_to_terminal(Task& task, dev_t device);
    /// As one of `RunSpec::files_at_end`.
    [[nodiscard]] std::optional<std::string> name_at_end(const struct stat& info) const;
    void note_own_output(Task& task, const struct stat& info);
    [[nodiscard]] static bool is_own_file(const struct stat& info);
    void drain(const std::string& actor);
    void output(const std::string& actor, trace::TaskId writer, int fd, std::string bytes);
    [[nodiscard]] std::string channel_name(std::uint64_t device, std::uint64_t inode, const char* kind);

    // calls_process.cpp
    bool perform_wait(Task& task);
    [[nodiscard]] std::optional<trace::WaitsFor> wait_obstacle(Task& task);
    bool perform_kill(Task& task);
    [[nodiscard]] std::vector<Process*> targets(const Task& task, int pid);
    void signal_sent(const std::vector<Process*>& targets, int signo);
    bool perform_simple(Task& task);

    // calls_time.cpp
    bool perform_time(Task& task);
    void answer_clock(Task& task);
    void answer_random(Task& task);
    void describe_sleep(Task& task);
    void describe_wait(Task& task);
    [[nodiscard]] std::optional<trace::WaitsFor> time_obstacle(Task& task);
    bool time_is_up(Task& task);
    [[nodiscard]] bool futex_inline(Task& task);
    void review_futexes(const Process& process);

    // shared_memory.cpp: accesses to it
    [[nodiscard]] bool hears_hooks() const { return spec_.watch == Watch::hooks || spec_.watch == Watch::both; }
    [[nodiscard]] bool closes_pages() const { return spec_.watch == Watch::pages || spec_.watch == Watch::both; }
    void collect(Task& task, Stop::Kind stop);
    void read_log(Task& task);
    struct LogHead {
        std::uint32_t limit, used, busy, repeats;
    };
    [[nodiscard]] std::optional<LogHead> log_head(Task& task);
    [[nodiscard]] std::uint32_t log_limit() const { return stops_at_accesses_ ? 1 : std::uint32_t{ipclab_log_capacity}; }
    [[nodiscard]] std::vector<ipclab_access> log_entries(Task& task, std::uint32_t from, std::uint32_t end);
    [[nodiscard]] std::optional<Access> access_of(Task& task, const ipclab_access& entry);
    void empty_log(Task& task);
    void tell_accesses(Task& task);
    void hear_report(Task& task);
    void go_on_watching(Task& task);
    void note_fault(Task& task);
    void note_channel(Task& task);
    void about_to_list(Task& task);
    void talks_by(std::string_view channel);
    [[nodiscard]] std::optional<trace::Location> place_of(Task& task, std::span<const std::uint64_t> return_addresses);

    // pages.cpp: accesses to closed pages
    int step_once(Task& task); ///< the signal that the step ended with; 0 where the task has ended
    bool set_pages(Task& task, const Attach& attach, bool open);
    void set_all_pages(Task& task, bool open);
    void close_attach(Task& task, std::uint64_t address);
    bool look_at_fault(Task& task);
    bool after_fault(Task& task, bool is_told);
    /// Whether a library now accesses a part of the vector that it has looked at last, and the text has no end before: all that
    /// lies between belongs to it.
    [[nodiscard]] static bool goes_on_in_text(const Task& task, std::uint64_t group, std::uint64_t address);
    [[nodiscard]] std::vector<Access> accesses_of(Task& task, const Instruction& instruction, const Registers& registers);
    [[nodiscard]] bool hands_over(Task& task, const Registers& registers) const;
    bool open_for_call(Task& task);
    bool close_after_call(Task& task);

    // unhooked.cpp: what hooks do not tell
    bool peek_at_log(Task& task); ///< false where a hook is at work
    void leave_untold(Task& task, Instruction& instruction, const Registers& registers);
    bool keep_untold(Task& task, std::vector<Access> accesses); ///< true where it is in the row by now
    void tell_atomics_apart();

    // calls_memory.cpp: shared memory in calls
    std::optional<std::int64_t> make_attach(Task& task);
    void watch_attach(Task& task, const sysv::ShmAt& call, std::uint64_t address);
    [[nodiscard]] std::vector<SharedBuffer> shared_buffers(Task& task, std::int64_t result);
    void tell_buffers(Task& task, const std::vector<SharedBuffer>& buffers, const std::optional<trace::Location>& where,
                      bool written);
    bool transfer_in_passing(Task& task, const Registers& registers);

    // signals.cpp
    void review_signals();
    [[nodiscard]] bool signal_interrupts(Task& task);
    void interrupt(Task& task);
    void on_signal(Task& task, int signo);
    void leave_remaining(Task& task);
    [[nodiscard]] std::optional<trace::TaskId> sender_of(int signo) const;

    // strike.cpp
    void strike(Task& task, const Fault& fault);
    bool struck_before(Task& task); ///< the call that it is parked at; true where the task has had its turn by that
    bool struck_after(Task& task);  ///< true where it is dead
    bool killed_at_access(Task& task);
    void struck_while_blocked(Task& task);
    bool rewind(Task& task); ///< away from the call that it is parked at, which it will make again; false where it stopped
    bool let_stopped_go(bool nobody_else);
    void add_sleepers(std::vector<schedule::Candidate>& able);
    void wake_early(const Task& task);

    struct Actor {
        std::string name;
        std::unique_ptr<Terminal> out, err;
        std::size_t undrained = 0; ///< bytes that lie in the terminals
        std::size_t written = 0;
        int processes = 0;
        int starts = 0;
    };

    const RunSpec& spec_;
    const Identity identity_ = identity_in(spec_);
    schedule::Schedule& schedule_;
    const std::vector<sock_filter>& filter_;
    source::Symbols& symbols_;
    Templates& templates_;
    trace::Trace trace_;
    Clock clock_;
    Objects objects_;
    Window window_;
    AccessRow row_; ///< of the task that ran last, not told yet
    Contents contents_;
    std::size_t page_faults_ = 0;    ///< on closed pages
    std::uint64_t library_call_ = 0; ///< which call of the program `call_site` has found last
    Faults faults_;
    const bool stops_at_accesses_;             ///< to do something between any two
    std::map<pid_t, VirtualTime> stopped_;     ///< by a fault, and since when
    std::vector<std::unique_ptr<Task>> tasks_; ///< index is the task id
    std::map<pid_t, std::unique_ptr<Process>> processes_;
    std::map<pid_t, int> stashed_; ///< stops of tasks that nobody waited for yet
    std::map<std::string, Actor> actors_;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> channels_;
    std::set<sysv::ObjectId> foreign_;  ///< were here before the run, which has no IPC namespace of its own
    std::vector<sysv::ObjectId> made_;  ///< all objects of this run, given ones too
    std::map<int, trace::TaskId> sent_; ///< who sent this signal last
    trace::TaskId last_ = trace::script;
    std::uint64_t order_ = 0;
    std::uint64_t changes_ = 0;
    std::size_t events_at_time_ = 0; ///< when virtual time last moved on
    std::size_t idle_ = 0;           ///< calls since the last change
    std::size_t grace_ = 0;          ///< steps since all first processes have ended
    std::optional<VirtualTime> roots_ended_at_;
    VirtualTime clock_step_{1000};            ///< how much a reading of the clock costs now
    std::optional<VirtualTime> script_until_; ///< the script's `pass`
    bool signals_pending_ = false;
    bool killed_ = false;
    std::string writing_; ///< the actor whose terminal has to be emptied while we wait
    std::chrono::nanoseconds cpu_at_resume_{0};
    std::chrono::nanoseconds cpu_at_last_tick_{0};
    int idle_ticks_ = 0;  ///< since the task was resumed
    int still_ticks_ = 0; ///< of them, the last ones, in which it slept
};

} // namespace ipclab::engine
