#include "schedule/schedule.h"

#include <fmt/format.h>
#include <limits>

namespace ipclab::schedule {

namespace {

// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014). The standard library's distributions
// give other numbers with other libraries; a token has to mean the same run everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    // Evenly from 0 to `count` - 1: what would favour the small ones is thrown away.
    std::uint64_t below(std::uint64_t count) {
        constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
        const std::uint64_t usable = most - most % count;
        std::uint64_t drawn = next();
        while (drawn >= usable)
            drawn = next();
        return drawn % count;
    }

private:
    std::uint64_t state_;
};

class Seeded final : public Schedule {
public:
    explicit Seeded(std::uint64_t seed) : seed_(seed), random_(seed) {}
    [[nodiscard]] std::string text() const override { return fmt::format("seed-{:x}", seed_); }

private:
    std::size_t decide(const Point& point) override {
        std::vector<std::size_t> able;
        for (std::size_t i = 0; i < point.candidates.size(); ++i) {
            if (!point.candidates[i].polling) able.push_back(i);
        }
        if (able.empty()) return random_.below(point.candidates.size());
        return able[random_.below(able.size())];
    }

    std::uint64_t seed_;
    Random random_;
};

} // namespace

std::unique_ptr<Schedule> seeded(std::uint64_t seed) { return std::make_unique<Seeded>(seed); }

} // namespace ipclab::schedule
