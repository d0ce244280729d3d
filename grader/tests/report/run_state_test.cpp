#include "report/run_state.h"

#include "../analysis/trace_builder.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab;
using namespace ipclab::report;
using analysis::test::Story;

namespace {

/// As the engine tells them: how many messages there are, not which.
trace::Trace without_messages(trace::Trace trace) {
    for (trace::Event& event : trace.events)
        if (auto* called = std::get_if<trace::Called>(&event.what))
            for (sysv::ObjectState& state : called->after)
                if (auto* queue = std::get_if<sysv::QueueState>(&state)) queue->messages.clear();
    return trace;
}

} // namespace

TEST_CASE("run state: the calls tell which messages lie in a queue, where the states tell only how many") {
    Story story;
    auto one = story.actor("one");
    const int box = one.makes_queue(0x41);
    for (int round = 0; round < 9; ++round) {
        one.sends(box, 1 + round % 3, "letter " + std::to_string(round));
        if (round % 3 == 2) one.receives(box, 2);
    }
    for (const long type : {1, 3, 1})
        one.receives(box, type);
    const trace::Trace told = story.ends(), counted = without_messages(told);
    const auto wanted = changes_of(told, trace::Names{told}), found = changes_of(counted, trace::Names{counted});
    REQUIRE(wanted.size() == found.size());
    std::size_t most = 0;
    for (std::size_t event = 0; event < wanted.size(); ++event) {
        INFO("event " << event);
        REQUIRE(wanted[event].objects.size() == found[event].objects.size());
        for (std::size_t at = 0; at < wanted[event].objects.size(); ++at) {
            CHECK(found[event].objects[at].messages == wanted[event].objects[at].messages);
            CHECK_FALSE(found[event].objects[at].unread);
            most = std::max(most, found[event].objects[at].messages.size());
        }
    }
    CHECK(most == 7);
}

TEST_CASE("run state: of a queue from before nobody knows what lies in it, until it is empty") {
    Story story;
    const int box = story.stale_queue(0x41);
    auto one = story.actor("one");
    one.sends(box, 1, "new");
    one.receives(box, 1);
    one.sends(box, 1, "known");
    trace::Trace trace = without_messages(story.ends());
    // There was another one before.
    std::get<sysv::QueueState>(std::get<trace::Called>(trace.events.at(1).what).after.at(0)).qnum = 2;
    const auto changes = changes_of(trace, trace::Names{trace});
    CHECK(changes.at(1).objects.at(0).unread);
    CHECK(changes.at(1).objects.at(0).messages.empty());
    CHECK_FALSE(changes.at(2).objects.at(0).unread);
    REQUIRE(changes.at(3).objects.at(0).messages.size() == 1);
    CHECK(changes.at(3).objects.at(0).messages.front().text == "known");
}
