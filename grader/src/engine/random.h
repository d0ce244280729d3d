#pragma once

/// @file
/// What programs draw from the kernel, the same in every run.

#include <cstdint>
#include <string_view>

namespace ipclab::engine {

/// splitmix64: small, and the same everywhere. Each process has one of its own, so that what it draws does not depend on the order
/// of the others.
class Random {
public:
    Random() = default;
    /// Of an actor's first process: `nth` counts how often the actor has been started.
    Random(std::uint64_t seed, std::string_view actor, int nth) : state_{seed} {
        for (const char letter : actor)
            state_ = next() ^ static_cast<unsigned char>(letter);
        state_ = next() + static_cast<std::uint64_t>(nth);
    }

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        auto mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
    /// Of a child process.
    [[nodiscard]] Random split() {
        Random other;
        other.state_ = next();
        return other;
    }
    friend bool operator==(const Random&, const Random&) = default;

private:
    std::uint64_t state_ = 0;
};

} // namespace ipclab::engine
