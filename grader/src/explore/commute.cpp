// The two relations between steps.

#include "explore/footprint.h"

#include <algorithm>

namespace ipclab::explore {
namespace {

using Mode = Effect::Mode;

constexpr long largest_value = 32767; // SEMVMX

bool overlap(const Bytes& one, const Bytes& other) {
    return one.segment == other.segment && one.begin < other.end && other.begin < one.end && (one.writes || other.writes);
}

bool share_bytes(const Footprint& one, const Footprint& other) {
    return std::ranges::any_of(one.bytes, [&](const Bytes& a) {
        return std::ranges::any_of(other.bytes, [&](const Bytes& b) { return overlap(a, b); });
    });
}

bool same_task(const Footprint& one, const Footprint& other) {
    return std::ranges::any_of(
        one.tasks, [&](trace::TaskId task) { return std::ranges::find(other.tasks, task) != other.tasks.end(); });
}

/// In whatever state.
bool always_commute(const Effect& one, const Effect& other) {
    if (one.mode == other.mode) return one.mode == Mode::read || one.mode == Mode::add || one.mode == Mode::end;
    // Who waits for one child does not care for the others.
    const bool reaps_one = (one.mode == Mode::reap && one.type > 0 && other.mode == Mode::end) ||
                           (other.mode == Mode::reap && other.type > 0 && one.mode == Mode::end);
    return reaps_one && one.message != other.message;
}

/// Both could be made in the state of `next`; would they also, the other way round, with the same results?
bool commute(const Effect& next, const Effect& other, const Knowledge& knowledge) {
    if (always_commute(next, other)) return true;
    if (next.mode == Mode::change && other.mode == Mode::change) {
        const long both = next.before + next.amount + other.amount;
        const long alone = next.before + other.amount;
        return both >= 0 && alone >= 0 && both <= largest_value && alone <= largest_value && !knowledge.pids_are_read;
    }
    const bool mixed = knowledge.mixed_queues.contains(next.resource.id) || knowledge.pids_are_read;
    if (next.mode == Mode::send && other.mode == Mode::send)
        return next.type != other.type && !mixed && next.before >= next.amount + other.amount;
    if (next.mode == Mode::receive && other.mode == Mode::receive)
        return next.message != other.message && !knowledge.pids_are_read;
    const auto swaps = [&](const Effect& send, const Effect& receive) {
        // The one received was there already; a newer one would be preferred only by a negative msgtyp.
        return send.message != receive.message && receive.type >= 0 && !knowledge.pids_are_read;
    };
    if (next.mode == Mode::send && other.mode == Mode::receive) return swaps(next, other);
    if (next.mode == Mode::receive && other.mode == Mode::send) return swaps(other, next);
    const auto reaps = [](const Effect& reap, const Effect& end) {
        // Of several that have ended the oldest is taken (kernel/exit.c, do_wait).
        return reap.type > 0 || reap.message < end.message;
    };
    if (next.mode == Mode::reap && other.mode == Mode::end) return reaps(next, other);
    if (next.mode == Mode::end && other.mode == Mode::reap) return reaps(other, next);
    return false;
}

} // namespace

bool may_depend(const Footprint& one, const Footprint& other) {
    if (one.everything || other.everything || same_task(one, other)) return true;
    for (const auto& a : one.effects)
        for (const auto& b : other.effects)
            if (a.resource == b.resource && !always_commute(a, b)) return true;
    return share_bytes(one, other);
}

bool makes_possible(const Effect& first, const Effect& second) {
    if (first.mode == Mode::change && second.mode == Mode::change)
        return second.type == 0 && first.before + second.amount < 0;
    return first.mode == Mode::end && second.mode == Mode::reap && second.type > 0 && first.message == second.message;
}

bool commute(const Footprint& next, const Footprint& other, const Knowledge& knowledge) {
    if (next.everything || other.everything || same_task(next, other)) return false;
    for (const auto& a : next.effects)
        for (const auto& b : other.effects)
            if (a.resource == b.resource && !commute(a, b, knowledge)) return false;
    return !share_bytes(next, other);
}

} // namespace ipclab::explore
