#include "explore/past.h"

#include <algorithm>
#include <utility>

namespace ipclab::explore {
namespace {

constexpr std::size_t word = 64;

bool contains(const std::vector<trace::TaskId>& tasks, trace::TaskId task) {
    return std::ranges::find(tasks, task) != tasks.end();
}

std::uint64_t mix(std::uint64_t value) {
    // The finalizer of SplitMix64.
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

} // namespace

bool Steps::has(std::size_t i) const { return i / word < bits_.size() && (bits_[i / word] >> (i % word) & 1) != 0; }

void Steps::add(std::size_t i) {
    if (i / word >= bits_.size()) bits_.resize(i / word + 1);
    bits_[i / word] |= std::uint64_t{1} << (i % word);
}

void Steps::add(const Steps& more) {
    if (more.bits_.size() > bits_.size()) bits_.resize(more.bits_.size());
    for (std::size_t i = 0; i < more.bits_.size(); ++i)
        bits_[i] |= more.bits_[i];
}

bool Steps::meets(const Steps& other) const {
    for (std::size_t i = 0; i < std::min(bits_.size(), other.bits_.size()); ++i)
        if ((bits_[i] & other.bits_[i]) != 0) return true;
    return false;
}

void Past::cut(std::size_t length) {
    steps_.resize(std::min(length, steps_.size()));
    before_.resize(steps_.size());
    hashes_.resize(steps_.size());
}

std::size_t Past::last_of(trace::TaskId task) const {
    for (std::size_t i = steps_.size(); i-- > 0;)
        if (contains(steps_[i].tasks, task) || contains(steps_[i].made, task)) return i;
    return steps_.size();
}

Steps Past::causes(const Footprint& step, const Race& race) const {
    Steps before, settled;
    for (const auto task : step.tasks) {
        const auto own = last_of(task);
        if (own == size()) continue;
        before.add(before_[own]);
        before.add(own);
        // Others whose calls it lets complete need not have waited for that: it could have been made before they did.
        if (task == step.by) settled = before;
    }
    for (std::size_t i = size(); i-- > 0;) {
        if ((race ? settled : before).has(i) || !may_depend(steps_[i], step)) continue;
        if (race && race(i, before)) {
            settled.add(before_[i]);
            settled.add(i);
        }
        before.add(before_[i]);
        before.add(i);
    }
    return before;
}

void Past::push(Footprint step, Steps causes) {
    std::uint64_t own = mix(static_cast<std::uint64_t>(step.by.value) + 2);
    for (std::size_t i = 0; i < steps_.size(); ++i)
        if (causes.has(i)) own += hashes_[i].own;
    own = mix(own);
    hashes_.push_back({.own = own, .all = hash() + own});
    steps_.push_back(std::move(step));
    before_.push_back(std::move(causes));
}

} // namespace ipclab::explore
