#pragma once

/// @file
/// Which steps of a run happen before which: the order that is left when all swaps are allowed that can never matter.

#include "explore/footprint.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace ipclab::explore {

/// A set of steps, by their index.
class Steps {
public:
    [[nodiscard]] bool has(std::size_t i) const;
    void add(std::size_t i);
    void add(const Steps& more);
    /// Whether they have one in common.
    [[nodiscard]] bool meets(const Steps& other) const;

private:
    std::vector<std::uint64_t> bits_;
};

class Past {
public:
    [[nodiscard]] std::size_t size() const { return steps_.size(); }
    [[nodiscard]] const Footprint& step(std::size_t i) const { return steps_[i]; }
    [[nodiscard]] const Steps& before(std::size_t i) const { return before_[i]; }
    /// Forgets all but the first `length`.
    void cut(std::size_t length);

    /// Is told of each step that `step` may depend on although nothing else orders the two, the latest first, with what is known
    /// by then to happen before `step`. Says whether they could have come in the other order. Where they could not, the first only
    /// made the other possible, and what lies behind it is looked at as well: what an unlock was between is two locks.
    using Race = std::function<bool(std::size_t first, const Steps& before)>;
    /// What happens before a step that would come next.
    [[nodiscard]] Steps causes(const Footprint& step, const Race& race = {}) const;
    void push(Footprint step, Steps causes);

    /// The last step in which the task took part, or was made; `size()` where there is none.
    [[nodiscard]] std::size_t last_of(trace::TaskId task) const;

    /// The same for two runs whose steps are the same, with the same order among those that may depend on each other.
    [[nodiscard]] std::uint64_t hash() const { return hashes_.empty() ? 0 : hashes_.back().all; }
    [[nodiscard]] std::uint64_t hash(std::size_t length) const { return length == 0 ? 0 : hashes_[length - 1].all; }

private:
    struct Hash {
        std::uint64_t own = 0, all = 0;
    };
    std::vector<Footprint> steps_;
    std::vector<Steps> before_;
    std::vector<Hash> hashes_;
};

} // namespace ipclab::explore
