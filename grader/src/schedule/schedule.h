#pragma once

/// @file
/// Who goes next. A schedule sees only what the trace would show; it knows no process. The same schedule over the same programs
/// gives the same run.

#include "trace/event.h"

#include <cstdint>
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
};

/// One decision: at least one candidate, in the order of their task ids, the script first.
struct Point {
    std::span<const Candidate> candidates;
    trace::TaskId last; ///< who went last
};

/// Decides, and remembers its decisions.
class Schedule {
public:
    Schedule() = default;
    Schedule(const Schedule&) = delete;
    Schedule& operator=(const Schedule&) = delete;
    virtual ~Schedule() = default;

    /// Index into `point.candidates`.
    std::size_t choose(const Point& point);

    /// Text from which `parse` makes a schedule that decides the same again: "fixed", "seed-1f", "pick-0x5.1.0x3".
    [[nodiscard]] virtual std::string text() const = 0;

    /// All decisions so far, as a "pick-…" text: replays this very run whatever made it.
    [[nodiscard]] std::string decisions() const;

private:
    virtual std::size_t decide(const Point& point) = 0;
    std::vector<std::uint16_t> chosen_;
};

/// Whoever went last goes on; else the script; else who has waited longest. Pollers go last.
std::unique_ptr<Schedule> fixed();
/// Any candidate, evenly, from a seed; pollers only where nobody else can go.
std::unique_ptr<Schedule> seeded(std::uint64_t seed);
/// The given decisions, then as `fixed` would. A decision that is out of range ends the replay: `diverged` is then true.
class Replayed;
std::unique_ptr<Schedule> replayed(std::vector<std::uint16_t> decisions);

/// From `text()` or `decisions()`. Throws `std::invalid_argument` with a sentence for people.
std::unique_ptr<Schedule> parse(std::string_view text);

} // namespace ipclab::schedule
