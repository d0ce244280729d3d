#include "report/run_page.h"

#include "../analysis/trace_builder.h"
#include "../trace/sample.h"
#include "report/event_text.h"
#include "report/markup.h"
#include "report/page_data.h"
#include "report/run_state.h"
#include "report/told.h"
#include "samples.h"
#include "well_formed.h"

#include <map>
#include <regex>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace ipclab;
using namespace ipclab::report;
using analysis::test::Story;
using Json = nlohmann::json;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

PageRun run_of(const trace::Trace& trace, std::vector<trace::EventIndex> evidence = {}) {
    PageRun run{.name = "a-run", .trace = &trace, .findings = {}};
    if (!evidence.empty()) {
        analysis::Finding finding;
        finding.rule = "deadlock";
        finding.message = "receiver waits for ever.";
        finding.evidence = std::move(evidence);
        run.findings.push_back(finding);
    }
    return run;
}

Json data_of(const PageRun& run) { return Json::parse(page_data({run})).at(0); }

/// Between two marks of the page.
std::string_view between(std::string_view page, std::string_view from, std::string_view to) {
    const std::size_t begin = page.find(from) + from.size();
    return page.substr(begin, page.find(to, begin) - begin);
}

/// What the page's script makes of the differences.
struct Shown {
    std::string summary;
    std::vector<std::pair<long, std::string>> messages;
    std::vector<int> values;
    std::size_t more = 0;
    bool removed = false;
    std::map<std::uint64_t, int> bytes;
};

void follow(std::map<std::string, Shown>& all, const Json& data, std::size_t step) {
    const Json& told = data.at("steps").at(step);
    for (const Json& object : told.value("objects", Json::array())) {
        Shown& shown = all[object.at("name")];
        shown.summary = object.at("summary");
        shown.removed = object.value("removed", false);
        shown.more = object.value("more", std::size_t{0});
        if (object.contains("messages")) {
            const Json& change = object.at("messages");
            const auto from = shown.messages.begin() + change.at(0).get<long>();
            shown.messages.erase(from, from + change.at(1).get<long>());
            for (const Json& message : change.at(2))
                shown.messages.emplace_back(message.at(0).get<long>(),
                                            data.at("texts").at(message.at(1).get<std::size_t>()).get<std::string>());
        }
        if (object.contains("semaphores")) shown.values.clear();
        for (const Json& semaphore : object.value("semaphores", Json::array()))
            shown.values.push_back(semaphore.at(0));
    }
    for (const Json& memory : told.value("memory", Json::array())) {
        auto& bytes = all[memory.at("name")].bytes;
        for (const Json& range : memory.value("unknown", Json::array()))
            for (std::uint64_t at = 0; at < range.at(1).get<std::uint64_t>(); ++at)
                bytes.erase(range.at(0).get<std::uint64_t>() + at);
        for (const Json& run : memory.value("bytes", Json::array())) {
            const std::string hex = run.at(1);
            for (std::size_t at = 0; at * 2 < hex.size(); ++at)
                bytes[run.at(0).get<std::uint64_t>() + at] = std::stoi(hex.substr(at * 2, 2), nullptr, 16);
        }
    }
}

/// A queue is filled with messages and emptied again; as the engine tells it: how many there are, not which.
trace::Trace flood(std::size_t messages) {
    Story story;
    auto one = story.actor("one");
    const int box = one.makes_queue(0x41);
    trace::Trace trace = story.ends();
    sysv::QueueState queue;
    queue.id = box;
    const auto add = [&](sysv::Call call, int result) {
        trace::Called called;
        called.call = std::move(call);
        called.result = {result, 0};
        called.after = {queue};
        trace::samples::add(trace, 0, called);
    };
    for (std::size_t number = 0; number < messages; ++number) {
        ++queue.qnum;
        add(sysv::MsgSnd{box, 0x1000, 1, 0, sysv::Message{1, "letter " + std::to_string(number)}, {}, {}, {}}, 0);
    }
    for (std::size_t number = 0; number < messages; ++number) {
        --queue.qnum;
        add(sysv::MsgRcv{box, 0x1000, 64, 0, 0, sysv::Message{1, "letter " + std::to_string(number)}, {}}, 1);
    }
    return trace;
}

/// Messages that the page's data tells, at all steps together.
std::size_t messages_told(const Json& data) {
    std::size_t told = 0;
    for (const Json& step : data.at("steps"))
        for (const Json& object : step.value("objects", Json::array()))
            if (object.contains("messages")) told += object.at("messages").at(2).size();
    return told;
}

} // namespace

TEST_CASE("run page: the differences from step to step give what the trace says of every object at every step") {
    Story story;
    auto one = story.actor("one"), two = story.actor("two");
    const int box = one.makes_queue(0x41);
    const int lock = one.makes_semaphores(0x42, 3);
    one.sets(lock, 1, 2);
    for (int round = 0; round < 6; ++round) {
        one.sends(box, 1 + round % 3, "letter " + std::to_string(round % 4));
        if (round % 2 == 1) two.receives(box, round == 5 ? 3 : 1);
        one.operates(lock, 1, round % 2 == 0 ? -1 : 1);
    }
    two.receives(box, 2);
    one.removes_queue(box);
    one.removes_semaphores(lock);
    one.exits(0);
    two.exits(0);
    for (const trace::Trace& trace : {story.ends(), samples::deadlocked(5), trace::samples::everything(), flood(300)}) {
        const Json data = data_of(run_of(trace));
        const trace::Names names{trace};
        Changes changes{trace, names};
        const auto told = told_events(trace, Prints{trace}, {});
        REQUIRE(data.at("steps").size() == told.size());
        std::map<std::string, Shown> shown;
        std::map<std::string, ObjectView> real;
        std::size_t event = 0, queues = 0;
        for (std::size_t step = 0; step < told.size(); ++step) {
            follow(shown, data, step);
            const std::size_t end = step + 1 < told.size() ? told[step + 1].event : trace.events.size();
            for (; event < end; ++event)
                for (const ObjectView& view : changes.next().objects)
                    real[view.name] = view;
            for (const auto& [name, view] : real) {
                INFO(name << " after event " << told[step].event);
                CHECK(shown.at(name).summary == visible(view.summary));
                CHECK(shown.at(name).removed == view.removed);
                CHECK(shown.at(name).more == view.more);
                REQUIRE(shown.at(name).messages.size() == view.messages.size());
                for (std::size_t at = 0; at < view.messages.size(); ++at) {
                    ++queues;
                    CHECK(shown.at(name).messages[at].first == view.messages[at]->type);
                    CHECK(shown.at(name).messages[at].second == visible(view.messages[at]->text));
                }
                if (view.removed) continue;
                REQUIRE(shown.at(name).values.size() == view.semaphores.size());
                for (std::size_t at = 0; at < view.semaphores.size(); ++at)
                    CHECK(shown.at(name).values[at] == view.semaphores[at].value);
            }
        }
        CHECK(queues > 0);
    }
}

TEST_CASE("run page: a segment holds what was written last, and what nobody saw is not known any more") {
    Story story;
    auto one = story.actor("one");
    const int memory = one.makes_segment(0x41, 4096);
    one.attaches(memory);
    one.writes(memory, 8, "hello");
    const auto second = one.writes(memory, 10, "LL");
    trace::Accessed wide;
    wide.segment = {sysv::Kind::segment, memory};
    wide.offset = 9;
    wide.size = 100;
    wide.kind = trace::Accessed::Kind::write;
    wide.bytes = "?";
    const auto third = one.accesses(wide);
    one.reads(memory, 8, 4);
    one.removes_segment(memory);
    one.exits(0);
    const trace::Trace trace = story.ends();
    const Json data = data_of(run_of(trace));
    const auto told = told_events(trace, Prints{trace}, {});
    std::map<std::string, Shown> shown;
    const auto up_to = [&](trace::EventIndex event) {
        shown.clear();
        for (std::size_t step = 0; step <= row_of(told, event); ++step)
            follow(shown, data, step);
        std::string text;
        for (const auto& [at, byte] : shown.at("M0").bytes)
            text += std::to_string(at) + static_cast<char>(byte) + " ";
        return text;
    };
    CHECK(up_to(second) == "8h 9e 10L 11L 12o ");
    CHECK(up_to(third) == "8h 9? ");
    CHECK(up_to(static_cast<trace::EventIndex>(trace.events.size() - 1)) == "8h 9? ");
    CHECK(shown.at("M0").removed);
}

TEST_CASE("run page: a segment that waits for its last user is not gone before") {
    trace::Trace trace = trace::samples::everything();
    sysv::SegmentState segment;
    segment.id = 77;
    segment.perm.mode = 0600 | 01000;
    segment.nattch = 1;
    trace::Called called;
    called.call = sysv::Call{sysv::ShmCtl{.shmid = 77}};
    called.after = {segment};
    const auto event = trace::samples::add(trace, 0, called).index;
    segment.nattch = 0;
    called.after = {segment};
    trace::samples::add(trace, 0, called);
    const trace::Names names{trace};
    Changes changes{trace, names};
    for (trace::EventIndex before = 0; before < event; ++before)
        changes.next();
    const Change waits = changes.next(), gone = changes.next();
    REQUIRE(waits.objects.size() == 1);
    CHECK_FALSE(waits.objects.front().removed);
    CHECK(holds(waits.objects.front().summary, "gone when nobody"));
    CHECK(gone.objects.front().removed);
}

TEST_CASE("run page: it opens at the last event of the headline, and at the first where all is well") {
    const trace::Trace trace = samples::deadlocked(2);
    const auto told = told_events(trace, Prints{trace}, {});
    const trace::EventIndex blocked = trace.waiting.front().blocked;
    const Json data = data_of(run_of(trace, {3, blocked}));
    CHECK(told.at(data.at("open").get<std::size_t>()).event == blocked);
    CHECK(data_of(run_of(trace)).at("open") == 0);
    CHECK(opening_event(run_of(trace, {3, blocked})) == blocked);
    const std::string page = run_page({.title = "t", .summary = "", .remarks = {}, .runs = {run_of(trace, {3, blocked})}});
    CHECK(holds(page, "<a href=\"#r0e" + std::to_string(blocked) + "\">"));
}

TEST_CASE("run page: well-formed, every link has its target, and nothing is loaded from anywhere") {
    const trace::Trace first = samples::deadlocked(3), second = trace::samples::everything();
    PageRun unplayed{
        .name = "not played", .state = PageRun::State::untried, .remark = "it needs a second user", .findings = {}};
    const std::string page = run_page({.title = "Sender and receiver",
                                       .summary = "0 of 4 points",
                                       .remarks = {{"sender is not built", "sender.cpp:3: error"}},
                                       .runs = {run_of(first, {3, 5}), run_of(second), unplayed}});
    CHECK(samples::what_is_wrong_with("<main>" + std::string{between(page, "<main>", "</main>")} + "</main>") == "");
    const std::regex link{"href=\"#([^\"]*)\""};
    std::size_t links = 0;
    for (std::sregex_iterator found{page.begin(), page.end(), link}, end; found != end; ++found, ++links)
        CHECK(holds(page, "id=\"" + (*found)[1].str() + "\""));
    CHECK(links > 20);
    CHECK_FALSE(holds(page, "{{"));
    CHECK_FALSE(holds(page, "src="));
    CHECK_FALSE(holds(page, "@import"));
    CHECK(holds(page, "default-src 'none'"));
    CHECK(Json::parse(between(page, "id=\"data\">", "</script>")).size() == 3);
}

TEST_CASE("run page: nothing that a program says becomes markup, script or a mark of the page") {
    const std::string hostile = "</script><script>alert(1)</script><!--<img src=x onerror=\"alert('2')\">&amp;{{script}}]]>"
                                "\xff\xc3\x28\xed\xa0\x80\x1b[31m\x01\x7f\xe2\x80\xae\xe2\x80\xa8";
    Story story;
    auto one = story.actor(hostile);
    const int box = one.makes_queue(0x41);
    one.sends(box, 1, hostile);
    one.prints(hostile);
    const int memory = one.makes_segment(0x42, 4096);
    one.attaches(memory);
    one.writes(memory, 0, hostile.substr(0, 60));
    one.exits(0);
    trace::Trace trace = story.ends();
    for (trace::Event& event : trace.events)
        event.where = trace::Location{"/nowhere/" + hostile, 3, hostile};
    PageRun run = run_of(trace, {2});
    run.name = run.story = run.again = run.result = run.remark = hostile;
    analysis::Finding& finding = run.findings.front();
    finding.rule = finding.message = finding.expected = finding.seen = finding.help = hostile;
    const std::string page =
        run_page({.title = hostile, .summary = hostile, .remarks = {{hostile, hostile}}, .runs = {run}});
    CHECK(samples::what_is_wrong_with("<main>" + std::string{between(page, "<main>", "</main>")} + "</main>") == "");
    // The page's own two, and no more.
    CHECK(samples::count_of(page, "script") == 2);
    CHECK(samples::count_of(page, "img") == 0);
    CHECK(samples::count_of(page, "!--") == 0);
    const std::string_view data = between(page, "id=\"data\">", "</script>");
    CHECK_FALSE(holds(data, "<"));
    const Json read = Json::parse(data);
    CHECK(read.at(0).at("texts").at(0) == visible(hostile));
    for (const char c : page)
        REQUIRE((static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t'));
}

TEST_CASE("run page: an ordinary run is small, a long one is linear, and a large payload stands in it twice") {
    const auto size = [](const trace::Trace& trace) {
        return run_page({.title = "t", .summary = "", .remarks = {}, .runs = {run_of(trace)}}).size();
    };
    CHECK(size(samples::deadlocked(20)) < 100'000);
    // A queue that is never empty is not told anew at each step.
    const auto filled = [](int messages) {
        Story story;
        auto one = story.actor("one");
        const int box = one.makes_queue(0x41);
        for (int number = 0; number < messages; ++number)
            one.sends(box, 1, "letter number " + std::to_string(number));
        return story.ends();
    };
    const std::size_t some = size(filled(500)), many = size(filled(2'000));
    CHECK(many < 4 * some);
    CHECK(many < 2'000'000);
    Story story;
    auto one = story.actor("one");
    const int box = one.makes_queue(0x41);
    one.sends(box, 1, std::string(100'000, 'x'));
    one.receives(box, 1);
    one.exits(0);
    CHECK(size(story.ends()) < 450'000);
}

TEST_CASE("run page: a queue with thousands of messages and a set of thousands of semaphores make no large page") {
    const trace::Trace some = flood(4'000), many = flood(16'000);
    const Json data = data_of(run_of(many));
    const std::size_t rows = data.at("steps").size();
    CHECK(rows <= 4'001);
    // A message a step, and the first ones of what is there after the events that are left out.
    CHECK(messages_told(data) <= rows + most_told);
    CHECK(data.at("texts").size() <= rows + most_told);
    const std::size_t of_some = page_data({run_of(some)}).size(), of_many = page_data({run_of(many)}).size();
    CHECK(of_many < of_some + of_some / 4);

    Story story;
    auto one = story.actor("one");
    const int set = one.makes_semaphores(0x41, 8'000);
    for (int number = 0; number < 300; ++number)
        one.operates(set, number, 1);
    const trace::Trace large = story.ends();
    const std::string page = run_page({.title = "t", .summary = "", .remarks = {}, .runs = {run_of(large)}});
    CHECK(page.size() < 1'200'000);
    CHECK(holds(page, "\"more\":7800"));
}
