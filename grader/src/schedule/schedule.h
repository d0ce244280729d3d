#pragma once

/// @file
/// Who goes next. A schedule sees only what the trace would show; it knows no process. The same schedule over the same programs
/// gives the same run.

#include "trace/event.h"

#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::schedule {

/// Somebody who could go on.
struct Candidate {
    trace::TaskId task;   ///< `trace::script` for the scenario's script
    bool polling = false; ///< its last call failed without waiting and nothing has changed since
    /// It is at a call that cannot complete now. Going on means to begin to wait for it: its place among those who wait is
    /// fixed then, and they see that it waits. Until then it is as if it had not made the call yet.
    bool entering = false;
    /// Its next call shows, or ends, that others wait: a removal, GETNCNT, a signal.
    bool notices = false;
    const trace::Call* call = nullptr; ///< that it is about to make, where it is known; valid until the decision
};

/// One decision: at least one candidate, in the order of their task ids, the script first.
struct Point {
    std::span<const Candidate> candidates;
    trace::TaskId last;                   ///< who went last
    std::span<const trace::Event> events; ///< of the run so far
};

/// Thrown by a schedule that has no use for the rest of a run: it ends as `trace::Outcome::abandoned`.
class Abandoned : public std::exception {
public:
    [[nodiscard]] const char* what() const noexcept override { return "the schedule has given the run up"; }
};

/// Index of the candidate that was chosen.
using Decision = std::uint16_t;

/// Decides, and remembers its decisions. Once only: a schedule is for one run.
class Schedule {
public:
    Schedule() = default;
    Schedule(const Schedule&) = delete;
    Schedule& operator=(const Schedule&) = delete;
    virtual ~Schedule() = default;

    /// Index into `point.candidates`. Where there is only one candidate nothing is decided, and nothing is remembered.
    /// Throws `std::invalid_argument` where there is none.
    std::size_t choose(const Point& point);

    /// Text from which `parse` makes a schedule that decides the same again: "fixed", "seed-1f", "pick-0x5.1.0x3".
    [[nodiscard]] virtual std::string text() const = 0;

    /// All decisions so far, as a "pick-…" text: replays this very run whatever made it.
    [[nodiscard]] std::string decisions() const;

    /// Who went, in order, those included who had no rival.
    [[nodiscard]] const std::vector<trace::TaskId>& path() const { return path_; }
    /// How often somebody went on although who went last could have, too.
    [[nodiscard]] int preemptions() const { return preemptions_; }

    /// Whether a replay met a decision that the run did not allow: it is another run than the one that was recorded.
    [[nodiscard]] virtual bool diverged() const { return false; }

private:
    /// Called for two candidates or more.
    virtual std::size_t decide(const Point& point) = 0;
    /// Called for everybody who goes next, decided or alone.
    virtual void note(const Point& point, std::size_t next);
    std::vector<Decision> chosen_;
    std::vector<trace::TaskId> path_;
    int preemptions_ = 0;
};

/// Who has to wait begins to; whoever went last goes on; else the script; else who has waited longest. Pollers go last, and in turn.
std::unique_ptr<Schedule> fixed();
/// Any candidate, evenly, from a seed; pollers only where nobody else can go.
std::unique_ptr<Schedule> seeded(std::uint64_t seed);
/// The given decisions, then as `fixed` would. A decision that is out of range ends the replay: `diverged()` is then true.
std::unique_ptr<Schedule> replayed(std::vector<Decision> decisions);

/// From `text()` or `decisions()`: "fixed"; "seed-" and a number in hexadecimal; "pick-" and the decisions with a dot between
/// them, where "0x5" stands for five times 0. Throws `std::invalid_argument` with a sentence for people.
std::unique_ptr<Schedule> parse(std::string_view text);

} // namespace ipclab::schedule
