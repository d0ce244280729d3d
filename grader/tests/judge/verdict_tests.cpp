#include "judge/points.h"
#include "judge/token.h"
#include "judge/verdict.h"

#include "sketch.h"

#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

using namespace ipclab;
using namespace ipclab::judge;
using analysis::Finding;
using analysis::Level;

namespace {

Finding finding(std::string rule, Level level = Level::error) {
    Finding made;
    made.rule = std::move(rule);
    made.level = level;
    return made;
}

ScenarioVerdict scenario(int points, int of, std::vector<Finding> findings = {}) {
    ScenarioVerdict verdict;
    verdict.points = points;
    verdict.of = of;
    verdict.findings = std::move(findings);
    return verdict;
}

LabVerdict summed(std::vector<ScenarioVerdict> scenarios) {
    course::Lab lab;
    lab.rule_points = 4;
    LabVerdict verdict;
    verdict.scenarios = std::move(scenarios);
    sum_up(verdict, lab);
    return verdict;
}

std::vector<std::string> rules_of(const std::vector<Finding>& findings) {
    std::vector<std::string> all;
    for (const auto& one : findings)
        all.push_back(one.rule);
    return all;
}

} // namespace

TEST_CASE("points are the scenarios' and, once, the rules'", "[points]") {
    CHECK(summed({scenario(3, 3), scenario(2, 2)}).points == 9);
    CHECK(summed({scenario(3, 3), scenario(2, 2)}).full());
    const auto leaks = summed({scenario(3, 3, {finding("leaked-object")}), scenario(2, 2, {finding("leaked-object")})});
    CHECK(leaks.points == 5);
    CHECK(leaks.of == 9);
    CHECK(rules_of(leaks.rules) == std::vector<std::string>{"leaked-object"});
    CHECK(summed({scenario(3, 3, {finding("busy-wait", Level::advice)})}).full());
}

TEST_CASE("doing nothing breaks no rule, but wins no points for that", "[points]") {
    const auto nothing = summed({scenario(0, 3, {finding("wrong-output")}), scenario(0, 2, {finding("wrong-output")})});
    CHECK(nothing.points == 0);
    CHECK(nothing.of == 9);
    CHECK(nothing.rules.empty()); // an expectation is no rule
}

TEST_CASE("what was not tried is left out, what we failed at is not", "[points]") {
    auto skipped = scenario(0, 3);
    skipped.not_tried = "needs a second user";
    CHECK(summed({skipped, scenario(2, 2)}).of == 6);
    CHECK(summed({skipped, scenario(2, 2)}).full());
    CHECK(summed({skipped}).of == 0);
    auto failed = scenario(0, 3);
    failed.grader_error = "no pty";
    CHECK(summed({failed, scenario(2, 2)}).of == 9);
    CHECK_FALSE(summed({failed, scenario(2, 2)}).full());
}

TEST_CASE("a scenario is won as a whole, by a run that came to its end", "[points]") {
    course::Scenario expects_nothing;
    Sketch sketch;
    const auto a = sketch.starts("A");
    sketch.exits(a);
    CHECK(wins(sketch.trace, {}, expects_nothing, {}));
    CHECK_FALSE(wins(sketch.trace, {finding("wrong-output")}, expects_nothing, {}));
    for (const auto outcome : {trace::Outcome::deadlock, trace::Outcome::livelock, trace::Outcome::cpu_limit,
                               trace::Outcome::output_limit, trace::Outcome::step_not_reached}) {
        sketch.trace.outcome = outcome;
        CHECK_FALSE(wins(sketch.trace, {}, expects_nothing, {}));
    }
    sketch.trace.outcome = trace::Outcome::deadlock;
    CHECK(wins(sketch.trace, {}, expects_nothing, {"deadlock"}));
}

TEST_CASE("a crash loses, unless the scenario expects that signal", "[points]") {
    course::Scenario plain, expecting;
    course::ExpectActor abort;
    abort.signal = "SIGABRT";
    expecting.expect.push_back({{"A"}, false, abort, "", {}});
    Sketch sketch;
    const auto a = sketch.starts("A");
    SECTION("SIGABRT") {
        sketch.dies(a, SIGABRT);
        CHECK_FALSE(wins(sketch.trace, {}, plain, {}));
        CHECK(wins(sketch.trace, {}, expecting, {}));
    }
    SECTION("SIGKILL is no fault of the program's own") {
        sketch.dies(a, SIGKILL);
        CHECK(wins(sketch.trace, {}, plain, {}));
    }
}

TEST_CASE("the headline is the cause", "[points]") {
    const auto all = ordered(
        {finding("leaked-object"), finding("busy-wait", Level::advice), finding("deadlock"), finding("unchecked-failure")},
        {finding("wrong-output"), finding("wrong-exit")});
    CHECK(rules_of(all) == std::vector<std::string>{"unchecked-failure", "deadlock", "wrong-output", "wrong-exit",
                                                    "leaked-object", "busy-wait"});
}

TEST_CASE("tokens say what they replay", "[token]") {
    const Token token{"02-message-queues/2-letters", "lowest-first", "0000002a", "pick-0x5.1", "9ab01c2d"};
    CHECK(token.text() == "02-message-queues/2-letters:lowest-first:0000002a:pick-0x5.1:9ab01c2d");
    CHECK(parse_token(token.text()) == token);
    auto faulted = token;
    for (const char* fault : {"kill A after semop 2", "signal SIGUSR1 to A/1 when blocked in msgrcv",
                              "kill anybody while holding locks[1] 2", "fail A msgsnd 1 with EINTR"}) {
        faulted.fault = engine::parse_fault(fault);
        CHECK(parse_token(faulted.text()) == faulted);
        CHECK(faulted.text().find_first_of(" []'\"*") == std::string::npos); // no shell is to see anything in it
        faulted.pages = !faulted.pages;
        CHECK(parse_token(faulted.text()) == faulted);
    }
    auto with_pages = token;
    with_pages.pages = true;
    CHECK(with_pages.text() == token.text() + ":pages");
    CHECK(parse_token(with_pages.text()) == with_pages);
    CHECK_THROWS_AS(parse_token("a:b:c:d"), std::invalid_argument);
    CHECK_THROWS_AS(parse_token("a:b:c:d:e:f"), std::invalid_argument);
    CHECK_THROWS_AS(parse_token("a:b::d:e"), std::invalid_argument);
    CHECK_THROWS_AS(parse_token("a:b:c:d:e\x1b[2J"), std::invalid_argument);
    CHECK_THROWS_AS(parse_token(""), std::invalid_argument);
    CHECK_THROWS_AS((Token{"a b", "s", "1", "fixed", "x"}).text(), std::invalid_argument);
}

TEST_CASE("a verdict survives JSON, whatever bytes a program printed", "[json]") {
    Sketch sketch;
    const auto a = sketch.starts("A");
    sketch.prints(a, "\xfe\xfe\n");
    LabVerdict lab;
    lab.lab = "02/1";
    lab.title = "Zwei Briefkästen";
    lab.seed = "0000002a";
    lab.points = 3, lab.of = 9, lab.rule_points = 1, lab.rule_of = 4;
    lab.level = "full";
    lab.source_hash = "abc";
    lab.elapsed = std::chrono::milliseconds(1234);
    lab.builds.push_back({"post", {"post.cpp"}, "g++ post.cpp", false, "it's \xff broken", "post.cpp does not compile"});
    auto one = scenario(0, 3, {finding("wrong-output")});
    one.name = "s";
    one.story = "a \"story\"";
    one.runs = 20;
    one.coverage = "fixed and 19 random orders";
    one.token = "t";
    one.hints = {"h1", "h2"};
    one.findings[0].message = "m";
    one.findings[0].expected = "a\n";
    one.findings[0].seen = std::string("\0\xfe\xfe", 3);
    one.findings[0].evidence = {1, 2};
    one.findings[0].where = trace::Location{"post.cpp", 3, "main"};
    one.findings[0].help = "read";
    one.shown = sketch.trace;
    auto failed = scenario(0, 3);
    failed.grader_error = "no pty";
    auto skipped = scenario(0, 3);
    skipped.not_tried = "no";
    lab.scenarios = {one, failed, skipped};
    lab.rules = {finding("leaked-object", Level::advice)};

    const auto text = to_json({lab});
    const auto back = from_json(text);
    CHECK(to_json(back) == text);
    REQUIRE(back.size() == 1);
    CHECK(back[0].title == lab.title);
    CHECK(back[0].builds[0].messages == lab.builds[0].messages);
    const auto& finding = back[0].scenarios[0].findings[0];
    CHECK(finding.seen == one.findings[0].seen);
    CHECK(finding.where == one.findings[0].where);
    CHECK(finding.evidence == one.findings[0].evidence);
    CHECK(trace::normalised(*back[0].scenarios[0].shown) == trace::normalised(sketch.trace));
    CHECK(back[0].scenarios[1].grader_error == "no pty");
    CHECK(back[0].scenarios[2].not_tried == "no");
    CHECK(back[0].elapsed == lab.elapsed);
    CHECK(to_json(scenario_from_json(to_json(one))) == to_json(one));
}

TEST_CASE("what is no verdict is refused with a sentence", "[json]") {
    for (const auto* text : {"", "{", "[]", "{\"format_version\": 99, \"labs\": []}", "{\"format_version\": 1}",
                             "{\"format_version\": 1, \"labs\": [{}]}", "{\"format_version\": 1, \"labs\": [3]}"}) {
        INFO(text);
        CHECK_THROWS_AS(from_json(text), std::runtime_error);
    }
    CHECK(from_json("{\"format_version\": 1, \"labs\": []}").empty());
}
