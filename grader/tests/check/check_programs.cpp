// The test set of `ipclab check`: right programs, and a wrong twin of each.
//
//   check_programs right PROGRAM N           nothing is found in N orders, not even advice
//   check_programs random PROGRAM N          the same in N random orders, whatever else would tell them apart
//   check_programs all PROGRAM N             the same in all orders that matter, and they are N
//   check_programs wrong PROGRAM SOURCE [N]  the headline is the one that the source's first line names, on a line of it that ends
//                                            in "<-- here"; found within the default budget, or in the first run where it says so;
//                                            in an order of few preemptions, which gives it again N times of N (2)
//
// A first line reads "// expect: RULE at FILE", with "in the first run" behind it where that matters. "advice RULE" is for what is
// never certain: then no error may be found.

#include "analysis/rules.h"
#include "judge/check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <limits>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace ipclab;
namespace fs = std::filesystem;

/// The rule that a program breaks is not there: the test is skipped.
constexpr int skipped = 77;

class Failed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What a wrong program is expected to get.
struct Expected {
    std::string rule;
    std::vector<int> lines;
    bool first_run = false;
    bool advice = false;
};

Expected expected_of(const fs::path& source) {
    std::ifstream stream{source};
    std::string line;
    std::getline(stream, line);
    std::smatch parts;
    if (!std::regex_match(line, parts, std::regex{"// expect: (advice )?([a-z-]+) at ([^ ]+)( in the first run)?"}))
        throw Failed{"the first line does not say what to expect"};
    if (parts[3].str() != source.filename()) throw Failed{"the first line names another file"};
    Expected expected{parts[2], {}, parts[4].matched, parts[1].matched};
    for (int number = 2; std::getline(stream, line); ++number)
        if (line.ends_with("// <-- here")) expected.lines.push_back(number);
    if (expected.lines.empty()) throw Failed{"no line is marked with <-- here"};
    return expected;
}

std::string told(const judge::CheckVerdict& verdict) {
    std::string text;
    for (const auto& seen : verdict.findings)
        text += fmt::format("\n  {} {} ({}:{}): {}", seen.finding.level == analysis::Level::error ? "error" : "advice",
                            seen.finding.rule, seen.finding.where ? seen.finding.where->file : "",
                            seen.finding.where ? seen.finding.where->line : 0, seen.finding.message);
    if (verdict.diverged) text += "\n  diverged: " + *verdict.diverged;
    if (verdict.error) text += "\n  our own error: " + *verdict.error;
    return text.empty() ? "nothing" : text;
}

void check_right(const judge::CheckVerdict& verdict) {
    if (!verdict.findings.empty() || verdict.diverged || verdict.error)
        throw Failed{fmt::format("a right program got: {}", told(verdict))};
    fmt::print("right in {}\n", verdict.tried);
}

void check_orders(const judge::CheckVerdict& verdict, std::size_t expected) {
    if (!verdict.coverage.complete || verdict.coverage.orders != expected)
        throw Failed{fmt::format("expected all {} orders, tried {}", expected, verdict.coverage.text())};
}

void check_wrong(const judge::CheckVerdict& verdict, const Expected& expected) {
    const auto fails = [&](std::string_view why) {
        throw Failed{fmt::format("expected {} at line {}, but {}: {}", expected.rule, fmt::join(expected.lines, " or "), why,
                                 told(verdict))};
    };
    const auto meant = [&](const judge::Seen& seen) {
        return seen.finding.rule == expected.rule && seen.finding.where &&
               std::ranges::count(expected.lines, seen.finding.where->line) > 0;
    };
    if (expected.advice) {
        if (!verdict.clean()) fails("there is an error");
        if (std::ranges::none_of(verdict.findings, meant)) fails("there is no such advice");
    } else {
        if (verdict.clean()) fails("there is no error");
        if (!meant(verdict.findings.front())) fails("the headline or its line is another");
    }
    constexpr int few = 2; // most faults need no more (Musuvathi and Qadeer, PLDI 2007)
    if (verdict.preemptions > few) fails(fmt::format("it takes {} preemptions", verdict.preemptions));
    fmt::print("{} found in {} runs, with {} preemptions\n", expected.rule, verdict.coverage.runs, verdict.preemptions);
    std::fflush(stdout);
}

/// The order that shows the headline shows it again, each time.
void check_replays(const judge::CheckVerdict& verdict, judge::CheckRequest request, const engine::Inside& inside,
                   std::size_t times) {
    if (verdict.clean()) return;
    const auto& headline = verdict.findings.front();
    request.schedule = headline.order.text();
    for (std::size_t i = 0; i < times; ++i) {
        const auto again = judge::check(request, inside);
        if (again.clean() || again.findings.front().finding.message != headline.finding.message)
            throw Failed{
                fmt::format("replayed for time {} of {}, {} gave: {}", i + 1, times, *request.schedule, told(again))};
    }
    fmt::print("replayed {} of {} times\n", times, times);
}

std::size_t number(const std::string& text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) throw Failed{text + " is not a number"};
    return value;
}

int run(const std::vector<std::string>& words) {
    if (words.size() != 3 && words.size() != 4)
        throw Failed{"usage: check_programs right|random|all|wrong PROGRAM N|SOURCE [N]"};
    const std::string& what = words[0];
    const std::size_t replays = words.size() == 4 ? number(words[3]) : 2;
    judge::CheckRequest request;
    request.folder = fs::absolute(words[1]).parent_path();
    request.env = {{"PATH", "/usr/bin:/bin"}};
    const std::string name = fs::path{words[1]}.filename();
    request.play = {{engine::Start{name, {fs::absolute(words[1]), {"./" + name}, {}, {}, {}}}, "start " + name}};
    Expected expected;
    if (what == "wrong") {
        expected = expected_of(words[2]);
        if (analysis::find_rule(expected.rule) == nullptr) {
            fmt::print("there is no rule {}\n", expected.rule);
            return skipped;
        }
        if (expected.first_run) request.plan.runs = 1;
    } else {
        request.plan.runs = number(words[2]);
        if (what == "random") request.plan.strategy = explore::Strategy::random;
        if (what == "all") { // runs are given up where what follows is known already: they are more than the orders
            request.plan.strategy = explore::Strategy::complete;
            request.plan.runs *= 100;
            request.plan.events = std::numeric_limits<std::size_t>::max();
        }
    }
    // The verdict is looked at where it is made: nothing but a word has to come out of the jail.
    const auto ended = engine::in_jail(engine::probe().level,
                                       [&](const engine::Inside& inside) -> std::string {
                                           const auto verdict = judge::check(request, inside);
                                           if (what == "wrong") {
                                               check_wrong(verdict, expected);
                                               check_replays(verdict, request, inside, replays);
                                           } else {
                                               check_right(verdict);
                                               if (what == "all") check_orders(verdict, number(words[2]));
                                           }
                                           std::fflush(stdout);
                                           return "done";
                                       },
                                       {}, {.shared = true});
    if (ended.error) throw Failed{*ended.error};
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
