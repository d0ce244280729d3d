#pragma once

/// @file
/// Traces by hand, so that a test reads as a story: who made which call in which line, with what result.
///
///     Story story;
///     auto sender = story.actor("sender");
///     const int box = sender.line(10).makes_queue(0x41);
///     sender.line(12).sends(box, 1, "hello");
///     sender.exits(0);
///     const auto trace = story.ends();
///
/// The builder keeps queues and semaphores as the kernel would, so that every call's `after` is right.

#include "trace/trace.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ipclab::analysis::test {

class Story;

/// One process of the story. Each method adds events and leaves the process able to go on.
class Actor {
public:
    Actor(Story& story, trace::TaskId id) : story_(&story), id_(id) {}
    [[nodiscard]] trace::TaskId id() const { return id_; }
    /// The line of the calls that follow; the file is the actor's name with .cpp.
    Actor& line(int number);

    /// @name Queues
    /// @{
    int makes_queue(int key, int mode = 0600);
    void opens_queue(int key, int id);
    void fails_to_open_queue(int key, int error, int flags = 0);
    trace::EventIndex sends(int id, long type, std::string text, int flags = 0);
    trace::EventIndex fails_to_send(int id, long type, int error, int flags = 0);
    trace::EventIndex receives(int id, long type, int flags = 0);
    trace::EventIndex fails_to_receive(int id, long type, int error, int flags = 0);
    trace::EventIndex waits_for_message(int id, long type, int flags = 0);
    trace::EventIndex waits_for_room(int id, long type);
    trace::EventIndex removes_queue(int id);
    void fails_to_remove_queue(int id, int error);
    /// @}

    /// @name Semaphores
    /// @{
    int makes_semaphores(int key, int count, int mode = 0600);
    void opens_semaphores(int key, int id);
    void sets(int id, int number, int value);
    /// semop with one operation; succeeds.
    trace::EventIndex operates(int id, int number, int amount, int flags = 0);
    trace::EventIndex fails_to_operate(int id, int number, int amount, int error, int flags = 0);
    trace::EventIndex waits_for_semaphore(int id, int number, int amount);
    trace::EventIndex operates(int id, std::vector<sysv::SemBuf> operations);
    void sets_all(int id, std::vector<std::uint16_t> values);
    void reads_value(int id, int number, int value);
    /// IPC_STAT, with the state as it is.
    void looks_at_semaphores(int id);
    void looks_at_segment(int id);
    void removes_semaphores(int id);
    /// @}

    /// @name Shared memory
    /// @{
    int makes_segment(int key, std::uint64_t size);
    void attaches(int id);
    void fails_to_attach(int id, int error);
    void detaches(std::uint64_t address, int error = 0);
    void opens_segment(int key, int id, int flags = 0);
    void removes_segment(int id);
    /// The program's own accesses, as the hooks see them; `Story::watched_by` changes who saw them.
    trace::EventIndex reads(int segment, std::uint64_t offset, std::uint64_t size = 4);
    trace::EventIndex writes(int segment, std::uint64_t offset, std::string bytes = std::string(4, '\1'));
    trace::EventIndex atomically(trace::Accessed::Kind kind, int segment, std::uint64_t offset, std::uint64_t size = 4);
    trace::EventIndex accesses(trace::Accessed access);
    /// @}

    /// @name Everything else
    /// @{
    Actor forks(std::string name);
    Actor makes_thread(std::string name);
    /// The virtual clock goes on by as much.
    void sleeps(std::chrono::milliseconds duration);
    /// The same in two parts, between which others act.
    trace::EventIndex begins_to_sleep(std::chrono::milliseconds duration);
    void wakes(trace::EventIndex began, std::chrono::milliseconds duration);
    /// Any System V call; the objects stay as they are.
    trace::EventIndex makes_call(sysv::Call call, trace::Result result) { return calls(std::move(call), result); }
    /// Through "pipe 0", "socket 1", …
    void puts_into(std::string channel, std::string bytes);
    /// Nothing: the end of the file.
    void gets_from(std::string channel, std::string bytes);
    void kills(const Actor& target, int signo);
    void reads_clock();
    void prints(std::string text, int fd = 1);
    void asks_for_child();
    void reaps(const Actor& child, int status = 0);
    trace::EventIndex waits_for_child(const Actor& child);
    trace::EventIndex waits(trace::WaitsFor waits_for, std::string call);
    void is_signalled(int signo, trace::Signalled::Effect effect, std::optional<trace::TaskId> from = std::nullopt);
    trace::EventIndex exits(int code);
    trace::EventIndex is_killed(int signo, std::optional<trace::TaskId> from = std::nullopt);
    /// Ends while SEM_UNDO changes a semaphore to `value`.
    trace::EventIndex exits_and_undoes(int code, int id, int number, int value);
    /// The engine's own end for who was still there when the run was over.
    void is_cleaned_up();
    /// @}

private:
    trace::EventIndex calls(trace::Call call, trace::Result result, std::vector<sysv::ObjectState> after = {});
    trace::EventIndex blocks(trace::Call call, trace::WaitsFor waits_for);
    trace::EventIndex adds(trace::What what);

    Story* story_;
    trace::TaskId id_;
    int line_ = 0;
};

/// The trace in the making.
class Story {
public:
    Actor actor(std::string name);
    /// An object that was there before the run.
    int stale_queue(int key);
    void script(std::string text);
    /// Accesses from here on were seen so.
    void watched_by(trace::Accessed::Witness witness) { trace_.watched = witness; }
    void has_other_channel(std::string name) { trace_.other_channels.push_back(std::move(name)); }
    void event(trace::EventIndex& index, trace::TaskId task, int line, trace::What what);

    /// @name The end: what is left is taken from the objects that nobody removed
    /// @{
    trace::Trace ends(trace::Outcome outcome = trace::Outcome::finished);
    trace::Trace deadlocks() { return ends(trace::Outcome::deadlock); }
    /// @}
    void leaves_process(const Actor& actor) { trace_.left_processes.push_back(actor.id()); }

private:
    friend class Actor;
    sysv::QueueState& queue(int id);
    sysv::SemaphoreSetState& set(int id);
    sysv::SegmentState& segment(int id);

    trace::Trace trace_;
    std::map<sysv::ObjectId, sysv::ObjectState> objects_;
    std::chrono::nanoseconds now_{0};
    int next_id_ = 0;
    int steps_ = 0;
};

} // namespace ipclab::analysis::test
