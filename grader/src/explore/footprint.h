#pragma once

/// @file
/// What a step of a run has touched, and whether two steps could have been made in the other order with the same outcome.
///
/// Two relations are made of it. `may_depend` looks at the things alone and holds in every state; from it follows which other
/// orders have to be tried (Flanagan, Godefroid: "Dynamic partial-order reduction for model checking software", POPL 2005).
/// `commute` also looks at the state in which the two steps meet: two P of a semaphore that is 2, a message sent while another is
/// received. It says which orders need not be tried any more (sleep sets with conditional independence; Godefroid: "Partial-Order
/// Methods for the Verification of Concurrent Systems", 1996).

#include "trace/trace.h"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace ipclab::explore {

/// Something that a step can touch.
struct Resource {
    enum class Kind : std::uint8_t {
        semaphore, ///< `number` of set `id`
        set,       ///< of semaphores, as a whole
        queue,
        segment, ///< its existence and attaches, not its bytes
        key,     ///< `number` is the key, `id` the kind of object
        task,    ///< what others do to it, and its end
        children,
        signals, ///< that have reached it
        pids,    ///< who gets which number
        channel, ///< a pipe, a file, a terminal
        ends,    ///< who still has an end of any pipe
    };
    Kind kind{};
    std::int64_t id = 0; ///< of an object its name, see `Reader::name_of`
    std::int64_t number = 0;
    friend auto operator<=>(const Resource&, const Resource&) = default;
};

/// What a step did to it.
struct Effect {
    enum class Mode : std::uint8_t {
        read,
        write,
        add,     ///< its own kind can be swapped in any state: attaching, ending beside a sibling
        change,  ///< semop: `amount` to a semaphore that was `before`; `type` is 0 where it would have waited
        send,    ///< message `message` of type `type`, of `amount` bytes where `before` were free
        receive, ///< that message, asked for with `type` as msgtyp
        end,     ///< child `message` has ended
        reap,    ///< child `message` was waited for; `type` is the pid that was asked for
    };
    Resource resource;
    Mode mode{};
    long amount = 0, before = 0;
    std::uint64_t message = 0;
    long type = 0;
    bool operator==(const Effect&) const = default;
};

/// Bytes of a segment.
struct Bytes {
    std::int64_t segment = 0; ///< its name
    std::uint64_t begin = 0, end = 0;
    bool writes = false;
};

struct Footprint {
    trace::TaskId by;
    std::vector<Effect> effects;
    std::vector<Bytes> bytes;
    std::vector<trace::TaskId> tasks; ///< that took part: calls of others complete in the step that lets them
    std::vector<trace::TaskId> made;  ///< new processes
    bool everything = false;          ///< time passed, or it looked at all objects
};

/// What is known of the programs from all runs so far: it makes more steps commute. Where a run shows that it was wrong, it is
/// withdrawn, and what was concluded from it has to be thrown away.
struct Knowledge {
    std::set<std::int64_t> mixed_queues; ///< somebody has received by other than a positive msgtyp
    bool pids_are_read = false;          ///< GETPID, IPC_STAT of a queue: who was last matters
    bool children_signal = false;        ///< somebody handles SIGCHLD
    friend bool operator==(const Knowledge&, const Knowledge&) = default;
};

/// Whether swapping them may matter in some state.
bool may_depend(const Footprint& one, const Footprint& other);
/// Whether swapping them does not matter in the state in which both could be made: `next` has just been made there, `other`
/// could have been.
bool commute(const Footprint& next, const Footprint& other, const Knowledge& knowledge);

/// Whether the second could not have been made in the state before the first: a P of a semaphore that the first raised from 0.
bool makes_possible(const Effect& first, const Effect& second);

/// Reads the events of one run, in order, a step at a time.
class Reader {
public:
    Reader(Knowledge& knowledge, bool output_matters) : knowledge_{knowledge}, output_matters_{output_matters} {}
    /// The events of the next step.
    Footprint read(trace::TaskId by, std::span<const trace::Event> events);
    /// What a call would touch that somebody is about to make and cannot complete now.
    Footprint of_waiting(trace::TaskId by, const trace::Call& call);

private:
    struct Wait {
        std::optional<sysv::ObjectId> object;
        std::vector<unsigned> semaphores; ///< that its semop names
    };
    void called(const trace::Event& event, const trace::Called& called, Footprint& into);
    void ipc(trace::TaskId task, const trace::Called& called, const sysv::Call& call, Footprint& into);
    void semaphores(const trace::Called& called, const sysv::SemOp& call, Footprint& into);
    void control(const trace::Called& called, const sysv::SemCtl& call, Footprint& into);
    void gotten(trace::TaskId task, sysv::Kind kind, std::int32_t key, const trace::Called& called, Footprint& into);
    void removed(sysv::Kind kind, int id, Footprint& into);
    void looked(const trace::Looked& at, Footprint& into) const;
    Wait waits(const trace::Call& call, trace::TaskId task, Footprint& into);
    std::int64_t number_of(const std::string& channel);
    /// What an object is called in all runs: the kernel's ids differ from one to the next where there is no IPC namespace. It is
    /// known by who made it, and what number that was.
    [[nodiscard]] std::int64_t name_of(sysv::ObjectId id) const;
    [[nodiscard]] Resource whole(sysv::ObjectId id) const;
    [[nodiscard]] Resource part(int set, unsigned number) const;
    [[nodiscard]] bool somebody_waits(sysv::ObjectId id, std::optional<unsigned> semnum = {}) const;

    struct Message {
        std::uint64_t name = 0;
        long type = 0;
    };
    Knowledge& knowledge_;
    bool output_matters_;
    std::map<sysv::ObjectId, std::int32_t> keys_;
    std::map<sysv::ObjectId, std::int64_t> names_;
    std::map<trace::TaskId, std::int64_t> made_; ///< objects, by each
    std::map<int, std::vector<Message>> queues_;
    std::map<trace::TaskId, std::uint64_t> sent_;
    std::map<trace::TaskId, Wait> waiting_;
    std::map<trace::TaskId, trace::TaskId> parents_;
    std::map<std::string, std::int64_t> channels_;
};

} // namespace ipclab::explore
