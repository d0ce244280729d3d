// The complete exploration misses nothing that plain trying of everything finds, and makes no run twice.

#include "explore/explore.h"
#include "explore/search.h"
#include "toy.h"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include <random>
#include <set>

namespace ipclab::explore::tests {
namespace {

using Kind = Op::Kind;

/// Everything that can come of it: all candidates at all decisions, who begins to wait included.
std::set<std::string> everything(const Toy& toy) {
    // Counts through the decisions like an odometer.
    class Odometer final : public schedule::Schedule {
    public:
        explicit Odometer(std::vector<std::size_t> prefix) : taken_(std::move(prefix)) {}
        [[nodiscard]] std::string text() const override { return decisions(); }
        bool next(std::vector<std::size_t>& prefix) const {
            for (std::size_t i = widths_.size(); i-- > 0;)
                if (taken_[i] + 1 < widths_[i]) {
                    prefix.assign(taken_.begin(), taken_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
                    ++prefix.back();
                    return true;
                }
            return false;
        }

    private:
        std::size_t decide(const schedule::Point& point) override {
            widths_.push_back(point.candidates.size());
            if (taken_.size() < widths_.size()) taken_.push_back(0);
            return taken_[widths_.size() - 1];
        }
        std::vector<std::size_t> taken_, widths_;
    };
    std::set<std::string> outcomes;
    std::vector<std::size_t> prefix;
    for (bool more = true; more && outcomes.size() < 100'000;) {
        Odometer schedule{prefix};
        outcomes.insert(outcome_of(toy.run(schedule)));
        more = schedule.next(prefix);
    }
    return outcomes;
}

struct Explored {
    std::set<std::string> outcomes;
    Coverage coverage;
};
Explored explored(const Toy& toy, Strategy strategy) {
    Explored result;
    const auto judge = [&](const trace::Trace& trace) {
        result.outcomes.insert(outcome_of(trace));
        return std::string{};
    };
    const Plan plan{.strategy = strategy, .runs = 1'000'000, .events = 1'000'000'000};
    result.coverage = explore([&](schedule::Schedule& schedule) { return toy.run(schedule); }, judge, plan).coverage;
    return result;
}

/// A random small machine.
Toy drawn(std::mt19937& random, int tasks, int length) {
    const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    Toy toy;
    toy.values[0] = below(3);
    toy.values[1] = below(2);
    toy.room = below(3) == 0 ? 1 : 100;
    const bool removes = below(4) == 0, counts = below(4) == 0;
    for (int t = 0; t < tasks; ++t) {
        Program program;
        for (int i = 0; i < length; ++i) {
            Op op{.kind = static_cast<Kind>(below(static_cast<int>(Kind::load) + 1)), .a = below(2), .b = below(4) - 2};
            if (op.kind == Kind::count && !counts) op.kind = Kind::change;
            if (op.kind == Kind::remove && (!removes || i + 1 < length)) op.kind = Kind::change;
            if (op.kind == Kind::set) op.b = below(3);
            if (op.kind == Kind::send) op.a = 1 + below(2);
            if (op.kind == Kind::receive) op.a = below(4) - 1;
            program.push_back(op);
        }
        toy.programs.push_back(std::move(program));
    }
    return toy;
}

Toy turns(int tasks, int times, int value = 1) {
    Toy toy{.programs = {}, .values = {value, 0}};
    for (int t = 0; t < tasks; ++t) {
        Program program;
        for (int i = 0; i < times; ++i) {
            program.push_back({Kind::change, 0, -1});
            program.push_back({Kind::change, 0, +1});
        }
        toy.programs.push_back(std::move(program));
    }
    return toy;
}

/// Forks are taken in the order of their numbers, so nobody starves; with `crossed`, the left one first.
Toy philosophers(int count, int meals, bool crossed) {
    Toy toy{.programs = {}, .values = std::vector<int>(static_cast<std::size_t>(count), 1)};
    for (int p = 0; p < count; ++p) {
        int first = p, second = (p + 1) % count;
        if (!crossed && first > second) std::swap(first, second);
        Program program;
        for (int i = 0; i < meals; ++i)
            for (const auto& [fork, amount] : {std::pair{first, -1}, {second, -1}, {second, +1}, {first, +1}})
                program.push_back({Kind::change, fork, amount});
        toy.programs.push_back(std::move(program));
    }
    return toy;
}

/// As many producers as consumers, a buffer of two places.
Toy buffer(int sides, int items) {
    enum { room, ready, mutex };
    Toy toy{.programs = {}, .values = {2, 0, 1}};
    for (int p = 0; p < 2 * sides; ++p) {
        const bool producer = p < sides;
        Program program;
        for (int i = p % sides; i < items; i += sides)
            for (const auto& [semaphore, amount] :
                 {std::pair{producer ? room : ready, -1}, {mutex, -1}, {mutex, +1}, {producer ? ready : room, +1}})
                program.push_back({Kind::change, semaphore, amount});
        toy.programs.push_back(std::move(program));
    }
    return toy;
}

} // namespace

TEST_CASE("all outcomes of small random programs are found") {
    std::mt19937 random{20260101};
    for (int i = 0; i < 2000; ++i) {
        const auto toy = i % 3 == 0 ? drawn(random, 3, 2) : drawn(random, 2, 3 + i % 2);
        INFO(i << ": " << text_of(toy));
        const auto all = everything(toy);
        const auto reduced = explored(toy, Strategy::complete);
        CHECK(reduced.coverage.complete);
        CHECK(reduced.outcomes == all);
        if (reduced.outcomes != all) break;
    }
}

TEST_CASE("orders of a semaphore that is taken in turns are those of who gets it") {
    CHECK(explored(turns(2, 2), Strategy::complete).coverage.orders == 6);    // 4 over 2
    CHECK(explored(turns(2, 5), Strategy::complete).coverage.orders == 252);  // 10 over 5
    CHECK(explored(turns(3, 1), Strategy::complete).coverage.orders == 6);    // 3!
    CHECK(explored(turns(2, 5, 2), Strategy::complete).coverage.orders == 1); // nobody is in anybody's way
}

// Two neighbours share one fork, so what matters is who eats first of each pair; all in a circle cannot: 2^n - 2.
TEST_CASE("philosophers eat in as many orders as their forks can be directed without a circle") {
    CHECK(explored(philosophers(3, 1, false), Strategy::complete).coverage.orders == 6);
    CHECK(explored(philosophers(4, 1, false), Strategy::complete).coverage.orders == 14);
    CHECK(explored(philosophers(5, 1, false), Strategy::complete).coverage.orders == 30);
}

TEST_CASE("larger ones are explored to their end") {
    const auto twice = explored(philosophers(5, 2, false), Strategy::complete).coverage;
    CHECK(twice.complete);
    CHECK(twice.orders == 5730);
    const auto shared = explored(buffer(2, 3), Strategy::complete).coverage;
    CHECK(shared.complete);
    CHECK(shared.orders == 44);
}

} // namespace ipclab::explore::tests
