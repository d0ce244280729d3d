#include "report/lanes.h"

#include "report/live.h"
#include "samples.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

using namespace ipclab;
using namespace ipclab::report;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The text with all blanks and line ends taken out: for what may be wrapped anywhere.
std::string squeezed(std::string_view text) {
    std::string all;
    std::ranges::copy_if(text, std::back_inserter(all), [](char c) { return c != ' ' && c != '\n'; });
    return all;
}

} // namespace

TEST_CASE("two processes get two lanes, at 80 and at 60 columns") {
    const trace::Trace trace = samples::deadlocked();
    for (const int width : {80, 60}) {
        const std::string text = lanes(trace, samples::terminal(width));
        const auto lines = samples::lines_of(text);
        CHECK(samples::widest(text) <= width);
        CHECK(lines.front().starts_with("  sender "));
        CHECK(lines.front().ends_with(" receiver"));
        CHECK(holds(text, "│ waits for"));
        CHECK(lines.back().ends_with("│ waits for ever"));
        CHECK(holds(squeezed(text), "EEXIST"));
    }
}

TEST_CASE("a bar stands beside the others while a process waits") {
    const auto lines = samples::lines_of(lanes(samples::deadlocked(), samples::terminal(100)));
    const auto exit =
        std::ranges::find_if(lines, [](const std::string& line) { return holds(line, "exits with status 0"); });
    REQUIRE(exit != lines.end());
    CHECK(exit->ends_with("│"));
}

TEST_CASE("without UTF-8 the diagram is pure ASCII") {
    const std::string text = lanes(samples::deadlocked(), samples::terminal(60, false));
    CHECK(samples::is_ascii(text));
    CHECK(samples::lines_of(text).back().ends_with("| waits for ever"));
    CHECK(samples::widest(text) <= 60);
}

TEST_CASE("colour changes nothing but colour") {
    const trace::Trace trace = samples::deadlocked(3);
    const std::string coloured = lanes(trace, samples::terminal(80, true, true));
    CHECK(holds(coloured, "\x1b["));
    CHECK(samples::without_colour(coloured) == lanes(trace, samples::terminal(80)));
}

TEST_CASE("lanes that would be too narrow become one column, and no payload is cut") {
    const trace::Trace trace = samples::crowd(5);
    for (const int width : {80, 60, 40}) {
        const std::string text = lanes(trace, samples::terminal(width));
        CHECK(samples::widest(text) <= width);
        for (int number = 0; number < 5; ++number) {
            CHECK(holds(text, "  worker" + std::to_string(number) + "  "));
            CHECK(holds(squeezed(text), std::string(100, static_cast<char>('a' + number))));
        }
    }
}

TEST_CASE("what is left out is counted, and evidence is never left out") {
    const trace::Trace trace = samples::deadlocked(40);
    const trace::EventIndex early = 2;
    const std::string text = lanes(trace, samples::terminal(80), {.evidence = {early}});
    CHECK(holds(text, "more calls"));
    CHECK(holds(text, "at sender.cpp:12"));
    CHECK(samples::lines_of(text).size() < 40);
    CHECK(samples::lines_of(lanes(trace, samples::terminal(80), {.evidence = {}, .whole = true})).size() > 80);
}

TEST_CASE("what is printed in pieces is told in one, and a start is told once") {
    trace::Trace trace = samples::crowd(1);
    const auto add = [&](trace::What what) {
        trace.events.push_back(
            {static_cast<trace::EventIndex>(trace.events.size()), {}, trace::TaskId{0}, {}, std::move(what)});
    };
    trace.events.clear();
    add(trace::Started{"worker0", {"./worker"}});
    add(trace::Execed{"/bin/worker", {"./worker"}});
    add(trace::Output{2, "half a "});
    add(trace::Output{2, "line\n"});
    add(trace::Output{1, "other"});
    add(trace::Exited{});
    const std::string text = lanes(trace, samples::terminal(80), {.evidence = {3}});
    CHECK(text == "  worker0\n"
                  "  starts: ./worker\n"
                  "  prints to stderr \"half a line\\n\"\n"
                  "  prints \"other\"\n"
                  "  exits with status 0\n");
    Live live{samples::terminal(80)};
    CHECK(live.event(trace, trace.events[0]) == "worker0   starts: ./worker\n");
    CHECK(live.event(trace, trace.events[1]).empty());
}

TEST_CASE("an empty run has no picture") { CHECK(lanes(trace::Trace{}, samples::terminal(80)).empty()); }

TEST_CASE("live: a line an event, the object's state beneath it, what is left behind at the end") {
    const trace::Trace trace = samples::deadlocked(2);
    Live live{samples::terminal(100)};
    std::string text;
    for (const trace::Event& event : trace.events)
        text += live.event(trace, event);
    CHECK(holds(text, "receiver  msgget("));
    CHECK(holds(text, "Q0: 1 message, 5 bytes"));
    CHECK(holds(text, "│ waits for"));
    CHECK_FALSE(holds(text, "prints"));
    const std::string end = live.end(trace);
    CHECK(holds(end, "for ever"));
    CHECK(holds(end, "left behind: message queue Q0: 1 message, 5 bytes"));
}
