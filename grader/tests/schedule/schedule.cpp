// A token is worth something only if the same text decides the same again, on every machine.

#include "schedule/schedule.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <stdexcept>

using namespace ipclab;
using namespace ipclab::schedule;

namespace {

constexpr trace::TaskId p0{0}, p1{1}, p2{2};

trace::TaskId who(Schedule& schedule, trace::TaskId last, std::vector<Candidate> candidates) {
    return candidates.at(schedule.choose({candidates, last})).task;
}

// Thirty points with two to four candidates each; gives who went.
std::vector<int> play(Schedule& schedule) {
    std::vector<int> went;
    trace::TaskId last = trace::script;
    for (int i = 0; i < 30; ++i) {
        std::vector<Candidate> candidates;
        for (int task = 0; task < 2 + i % 3; ++task)
            candidates.push_back({trace::TaskId{task}, (i + task) % 5 == 0});
        last = who(schedule, last, candidates);
        went.push_back(last.value);
    }
    return went;
}

} // namespace

TEST_CASE("fixed: whoever went last goes on") {
    const auto schedule = fixed();
    CHECK(who(*schedule, p1, {{trace::script}, {p0}, {p1}}) == p1);
    CHECK(who(*schedule, p1, {{p0}, {p1}, {p2}}) == p1);
}

TEST_CASE("fixed: the script comes next, then who has waited longest") {
    const auto schedule = fixed();
    CHECK(who(*schedule, p2, {{trace::script}, {p0}, {p1}}) == trace::script);
    CHECK(who(*schedule, p2, {{p0}, {p1}}) == p0);
    CHECK(who(*schedule, p2, {{p0}, {p1}}) == p1);
    CHECK(who(*schedule, p2, {{p0}, {p1}}) == p0);
}

TEST_CASE("fixed: a turn without a choice counts as a turn too") {
    const auto schedule = fixed();
    CHECK(who(*schedule, p2, {{p0}}) == p0);
    CHECK(who(*schedule, p2, {{p0}, {p1}}) == p1);
}

TEST_CASE("fixed: pollers go last, and in turn") {
    const auto schedule = fixed();
    CHECK(who(*schedule, p0, {{p0, true}, {p1}}) == p1);
    CHECK(who(*schedule, p0, {{p0, true}, {p1, true}, {p2, true}}) == p0);
    CHECK(who(*schedule, p0, {{p0, true}, {p1, true}, {p2, true}}) == p2);
    CHECK(who(*schedule, p2, {{p0, true}, {p1, true}, {p2, true}}) == p1);
    CHECK(who(*schedule, p1, {{p0, true}, {p1, true}, {p2, true}}) == p0);
}

TEST_CASE("seeded: the sequence is the same everywhere") {
    const auto schedule = seeded(0x1f);
    std::vector<Candidate> candidates{{p0}, {p1}, {p2}};
    for (int i = 0; i < 12; ++i)
        static_cast<void>(schedule->choose({candidates, p0}));
    CHECK(schedule->text() == "seed-1f");
    CHECK(schedule->decisions() == "pick-0.1.2x2.1x2.0x2.2.0.2.1");
}

TEST_CASE("seeded: everybody gets about as many turns") {
    const auto schedule = seeded(7);
    std::array<int, 3> turns{};
    std::vector<Candidate> candidates{{p0}, {p1}, {p2}};
    for (int i = 0; i < 3000; ++i)
        ++turns.at(schedule->choose({candidates, p0}));
    for (const int count : turns) {
        CHECK(count > 900);
        CHECK(count < 1100);
    }
}

TEST_CASE("seeded: pollers go only where nobody else can") {
    const auto schedule = seeded(3);
    for (int i = 0; i < 100; ++i)
        CHECK(who(*schedule, p0, {{p0, true}, {p1}, {p2, true}}) == p1);
}

TEST_CASE("different seeds give different orders") {
    CHECK(play(*seeded(1)) != play(*seeded(2)));
    CHECK(play(*seeded(1)) == play(*seeded(1)));
}

TEST_CASE("a schedule's text makes it again") {
    for (const char* text : {"fixed", "seed-0", "seed-1f", "seed-ffffffffffffffff", "pick-", "pick-1", "pick-0x5.1.0x3"}) {
        CAPTURE(text);
        const auto first = parse(text);
        CHECK(first->text() == text);
        const auto again = parse(first->text());
        CHECK(play(*first) == play(*again));
        CHECK_FALSE(again->diverged());
    }
}

TEST_CASE("a run's decisions replay it, whatever made it") {
    for (const char* text : {"fixed", "seed-abc", "pick-1.0.1"}) {
        CAPTURE(text);
        const auto first = parse(text);
        const auto went = play(*first);
        const auto replay = parse(first->decisions());
        CHECK(play(*replay) == went);
        CHECK_FALSE(replay->diverged());
        CHECK(replay->decisions() == first->decisions());
    }
}

TEST_CASE("where there is no choice, nothing is remembered") {
    const auto schedule = replayed({1});
    CHECK(who(*schedule, p0, {{p0}}) == p0);
    CHECK(schedule->decisions() == "pick-");
    CHECK(who(*schedule, p0, {{p0}, {p1}}) == p1);
    CHECK(schedule->decisions() == "pick-1");
}

TEST_CASE("after its last decision a replay goes on as fixed would") {
    const auto schedule = replayed({1, 1});
    CHECK(who(*schedule, p0, {{p0}, {p1}}) == p1);
    CHECK(who(*schedule, p1, {{p0}, {p1}}) == p1);
    CHECK(who(*schedule, p1, {{p0}, {p1}}) == p1);
    CHECK(who(*schedule, p2, {{p0}, {p1}}) == p0);
}

TEST_CASE("a replay that does not fit the run says so") {
    const auto schedule = replayed({0, 2, 1});
    CHECK(who(*schedule, p0, {{p0}, {p1}}) == p0);
    CHECK_FALSE(schedule->diverged());
    CHECK(who(*schedule, p0, {{p0}, {p1}}) == p0);
    CHECK(schedule->diverged());
    CHECK(who(*schedule, p0, {{p0}, {p1}}) == p0);
}

TEST_CASE("nobody to choose from is an error of ours") { CHECK_THROWS_AS(fixed()->choose({}), std::invalid_argument); }

TEST_CASE("what is no schedule is refused with a sentence") {
    using Catch::Matchers::ContainsSubstring;
    using Catch::Matchers::Message;
    using Catch::Matchers::MessageMatches;
    for (const char* text : {"",
                             "fix",
                             "fixed ",
                             "seed-",
                             "seed-xyz",
                             "seed--1",
                             "seed-11111111111111111",
                             "pick",
                             "pick-a",
                             "pick-1..2",
                             "pick-1.",
                             "pick-1x",
                             "pick-x3",
                             "pick-1x0",
                             "pick--1",
                             "pick-65536",
                             "pick- 1",
                             "pick-0x99999999999999",
                             "pick-0x16777216.1",
                             "PICK-1"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(parse(text), std::invalid_argument);
    }
    CHECK_THROWS_MATCHES(
        parse("random"), std::invalid_argument,
        Message("\"random\" is not a schedule: it should be \"fixed\", or begin with \"seed-\" or \"pick-\""));
    CHECK_THROWS_MATCHES(parse("pick-1.a"), std::invalid_argument,
                         MessageMatches(ContainsSubstring("\"a\" should be a number")));
}
