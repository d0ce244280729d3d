#include "report/picture.h"

#include "../analysis/trace_builder.h"
#include "../trace/sample.h"
#include "report/markup.h"
#include "report/picture_rows.h"
#include "report/told.h"
#include "report/width.h"
#include "samples.h"
#include "well_formed.h"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <catch2/catch_test_macros.hpp>

using namespace ipclab;
using namespace ipclab::report;
using analysis::test::Story;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Two take turns at a queue; nobody removes it.
trace::Trace long_run(int turns) {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");
    const int box = sender.line(10).makes_queue(0x41);
    for (int turn = 0; turn < turns; ++turn) {
        sender.line(12).sends(box, 1, "hello");
        receiver.line(20).receives(box, 1);
    }
    sender.exits(0);
    receiver.exits(0);
    return story.ends();
}

constexpr std::string_view hostile = "</script><script>alert(1)</script><img src=x onerror=\"alert('2')\">&amp;{{data}}"
                                     "\xff\xc3\x28\xed\xa0\x80\xef\xbf\xbe\x1b[31m\x01\x7f\xe2\x80\xae";

} // namespace

TEST_CASE("the checker of these tests sees what is no XML") {
    CHECK(samples::what_is_wrong_with("<a b=\"1\"><c/>x &amp; y</a>\n").empty());
    for (const char* bad :
         {"<a>", "<a></b>", "<a b=1/>", "<a b=\"<\"/>", "<a b=\"1\" b=\"2\"/>", "<a>&nbsp;</a>", "<a>\x01</a>",
          "<a>\xff</a>", "<a/><b/>", "x<a/>", "<a id=\"1\"><b id=\"1\"/></a>", "<a>\xef\xbf\xbf</a>", "<a>&</a>"}) {
        INFO(bad);
        CHECK_FALSE(samples::what_is_wrong_with(bad).empty());
    }
}

TEST_CASE("picture: every kind of event is drawn as well-formed XML, with an id, and stands in the table too") {
    const trace::Trace trace = trace::samples::everything();
    const std::string svg = picture(trace), table = run_table(trace);
    CHECK(samples::what_is_wrong_with(svg) == "");
    CHECK(samples::what_is_wrong_with("<div>" + table + "</div>") == "");
    const auto told = told_events(trace, Prints{trace}, {});
    CHECK(samples::count_of(svg, "g") == static_cast<int>(told.size()));
    CHECK(samples::count_of(table, "tr") == static_cast<int>(told.size()) + 1);
    for (const Told& row : told) {
        CHECK(holds(svg, "id=\"e" + std::to_string(row.event) + "\""));
        CHECK(holds(table, "id=\"t" + std::to_string(row.event) + "\""));
        CHECK(holds(table, "href=\"#e" + std::to_string(row.event) + "\""));
    }
}

TEST_CASE("picture: a bar for who waits, with for what, and for ever in a deadlock; what nobody removed says so") {
    const std::string svg = picture(samples::deadlocked());
    CHECK(samples::what_is_wrong_with(svg) == "");
    CHECK(holds(svg, "<title>receiver waits for a message of type 2 in Q0</title></rect>"));
    CHECK(holds(svg, ">waits for ever</text>"));
    CHECK(holds(svg, ">never removed</text>"));
    CHECK(holds(svg, "deadlock: nobody can ever go on"));
    CHECK(holds(run_table(samples::deadlocked()), "deadlock: nobody can ever go on"));
    CHECK(holds(svg, "hello"));
}

TEST_CASE("picture: a bar ends where its process goes on") {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");
    const int box = sender.makes_queue(0x41);
    receiver.opens_queue(0x41, box);
    const auto began = receiver.waits_for_message(box, 1);
    sender.sends(box, 1, "hello");
    const auto taken = receiver.receives(box, 1);
    sender.removes_queue(box);
    sender.exits(0);
    receiver.exits(3);
    trace::Trace trace = story.ends();
    std::get<trace::Called>(trace.events[taken].what).blocked = began;
    const auto plan = plan_picture(trace, trace::Names{trace});
    REQUIRE(plan.waits.size() == 1);
    const auto row = std::ranges::find(plan.rows, taken, &PictureRow::event);
    REQUIRE(row != plan.rows.end());
    CHECK(plan.waits.front().to >= row->y);
    CHECK(plan.waits.front().to < row->y + row->height);
    CHECK_FALSE(plan.waits.front().at_end);
    const std::string svg = picture(trace);
    CHECK(holds(svg, "✕ removed"));
    CHECK_FALSE(holds(svg, "never removed"));
    CHECK_FALSE(holds(svg, "for ever"));
    CHECK(plan.objects.at("Q0").removed);
    CHECK(plan.processes.at(receiver.id()).failed);
    CHECK_FALSE(plan.processes.at(sender.id()).failed);
}

TEST_CASE("picture: a failed call is a red arrow with its errno; a signal and a child have arrows of their own") {
    Story story;
    auto parent = story.actor("parent");
    const int box = parent.makes_queue(0x41);
    const auto failed = parent.fails_to_receive(box, 3, ENOMSG);
    auto child = parent.forks("parent/1");
    parent.kills(child, SIGTERM);
    child.is_killed(SIGTERM, parent.id());
    parent.removes_queue(box);
    const auto late = parent.fails_to_send(box, 1, EINVAL);
    parent.exits(0);
    const trace::Trace trace = story.ends();
    const auto plan = plan_picture(trace, trace::Names{trace});
    const auto labelled = [&](trace::EventIndex event, std::string_view label) {
        return std::ranges::any_of(
            plan.arrows, [&](const Arrow& arrow) { return arrow.event == event && arrow.failed && arrow.label == label; });
    };
    CHECK(labelled(failed, "ENOMSG"));
    CHECK(labelled(late, "EINVAL"));
    CHECK(std::ranges::any_of(plan.arrows, [](const Arrow& arrow) { return arrow.label == "SIGTERM"; }));
    const Lane& from = plan.processes.at(parent.id());
    const Lane& to = plan.processes.at(child.id());
    CHECK(std::ranges::any_of(plan.arrows,
                              [&](const Arrow& arrow) { return !arrow.failed && arrow.to == to.x && arrow.from > from.x; }));
    CHECK(to.from > from.from);
    CHECK(samples::what_is_wrong_with(picture(trace)) == "");
}

TEST_CASE("picture: rows follow each other, and no text is wider than its lane") {
    for (const trace::Trace& trace :
         {samples::deadlocked(3), samples::crowd(6), long_run(20), trace::samples::everything()}) {
        const auto plan = plan_picture(trace, trace::Names{trace});
        int y = 0;
        for (const PictureRow& row : plan.rows) {
            CHECK(row.y >= y);
            y = row.y + row.height;
            for (const std::string& line : row.lines)
                if (row.task) CHECK(text_inset + display_width(line) * character <= plan.lane);
        }
        CHECK(y < plan.height);
        for (const auto& [task, lane] : plan.processes)
            CHECK(lane.x + plan.lane <= plan.width);
        for (const auto& [name, lane] : plan.objects)
            CHECK(lane.x + 100 <= plan.width);
    }
}

TEST_CASE("picture: a slide may say how many columns a process's words have") {
    const trace::Trace trace = long_run(2);
    const trace::Names names{trace};
    const PicturePlan usual = plan_picture(trace, names), narrow = plan_picture(trace, names, {}, 20);
    CHECK(narrow.width < usual.width);
    CHECK(narrow.height > usual.height);
    for (const PictureRow& row : narrow.rows)
        for (const std::string& line : row.lines)
            if (row.task) CHECK(display_width(line) <= 20);
    CHECK(picture(trace, {.evidence = {}, .title = {}, .columns = 20}).size() > picture(trace).size());
}

TEST_CASE("picture: nothing that a program says becomes markup") {
    Story story;
    auto one = story.actor("<b>" + std::string{hostile});
    const int box = one.makes_queue(0x41);
    one.sends(box, 1, std::string{hostile});
    one.prints(std::string{hostile});
    one.puts_into("pipe 0", std::string{hostile});
    one.exits(0);
    trace::Trace trace = story.ends();
    for (trace::Event& event : trace.events)
        event.where = trace::Location{std::string{hostile} + ".cpp", 3, std::string{hostile}};
    for (const std::string& text : {picture(trace), "<div>" + run_table(trace) + "</div>"}) {
        CHECK(samples::what_is_wrong_with(text) == "");
        CHECK(samples::count_of(text, "script") == 0);
        CHECK(samples::count_of(text, "img") == 0);
        CHECK(samples::count_of(text, "b") == 0);
        CHECK(holds(text, "&lt;/script&gt;"));
        CHECK(holds(text, "\\u{202e}"));
    }
    CHECK(visible("a\xff\x1b\n") == "a\\xff\\x1b\n");
}

TEST_CASE("picture: a payload of 100 KB is cut in the picture and whole in the table") {
    Story story;
    auto one = story.actor("one");
    const std::string payload(100'000, 'x');
    one.puts_into("pipe 0", payload);
    one.exits(0);
    const trace::Trace trace = story.ends();
    const std::string svg = picture(trace);
    CHECK(svg.size() < 10'000);
    CHECK(holds(svg, "characters in all"));
    CHECK(holds(run_table(trace), payload));
}

TEST_CASE("picture: of very many events the middle is left out and counted, but never what is evidence") {
    const trace::Trace trace = long_run(5'000);
    const trace::EventIndex middle = 5'001;
    const auto told = told_events(trace, Prints{trace}, {middle});
    CHECK(told.size() <= 4'003);
    std::size_t left_out = 0, shown = 0;
    for (const Told& row : told)
        ++(row.left_out > 0 ? left_out : shown), left_out += row.left_out > 0 ? row.left_out - 1 : 0;
    CHECK(left_out + shown == told_events(trace, Prints{trace}, {}, trace.events.size()).size());
    CHECK(told[row_of(told, middle)].event == middle);
    CHECK(told[row_of(told, middle)].left_out == 0);
    const std::string svg = picture(trace, {.evidence = {middle}, .title = {}});
    CHECK(samples::what_is_wrong_with(svg) == "");
    CHECK(holds(svg, "events are left out here"));
    CHECK(holds(svg, "never removed"));
    CHECK(row_of(told, 0) == 0);
    CHECK(row_of(told, 1'000'000) == told.size() - 1);
}

TEST_CASE("picture: two thousand events take less than a megabyte, and an empty run has a picture too") {
    CHECK(picture(long_run(1'000)).size() < 1'000'000);
    CHECK(samples::what_is_wrong_with(picture(trace::Trace{})) == "");
}

TEST_CASE("picture: what waits and goes on among events that are left out is left out, too") {
    Story story;
    auto one = story.actor("one"), two = story.actor("two");
    const int box = one.makes_queue(0x41);
    std::vector<trace::EventIndex> waits, received;
    for (int round = 0; round < 3'000; ++round) {
        waits.push_back(two.waits_for_message(box, 1));
        one.sends(box, 1, "x");
        received.push_back(two.receives(box, 1));
    }
    trace::Trace trace = story.ends();
    for (std::size_t round = 0; round < waits.size(); ++round)
        std::get<trace::Called>(trace.events.at(received[round]).what).blocked = waits[round];
    const std::string svg = picture(trace);
    CHECK(holds(svg, "events are left out here"));
    CHECK(samples::what_is_wrong_with(svg) == "");
    std::size_t bars = 0;
    for (std::size_t at = svg.find("<rect class=\"w\""); at != std::string::npos; at = svg.find("<rect class=\"w\"", at + 1))
        ++bars;
    CHECK(bars > 1'000);
    // Each has a row of its own, at which it begins.
    CHECK(bars <= 4'000 / 3 + 1);
}
