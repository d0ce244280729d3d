#include "report/run_state.h"

#include "../analysis/trace_builder.h"
#include "report/event_text.h"

#include <algorithm>

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

std::vector<Change> changes_of(const trace::Trace& trace, const trace::Names& names) {
    Changes following{trace, names};
    std::vector<Change> changes;
    for (std::size_t event = 0; event < trace.events.size(); ++event)
        changes.push_back(following.next());
    return changes;
}

std::vector<sysv::Message> messages_in(const ObjectView& view) {
    std::vector<sysv::Message> messages;
    for (const sysv::Message* message : view.messages)
        messages.push_back(*message);
    return messages;
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
            CHECK(messages_in(found[event].objects[at]) == messages_in(wanted[event].objects[at]));
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
    CHECK(changes.at(3).objects.at(0).messages.front()->text == "known");
}

TEST_CASE("run state: of a queue with very many messages the first are told, and how many more there are") {
    constexpr std::size_t all = most_told + 50;
    Story story;
    auto one = story.actor("one");
    const int box = one.makes_queue(0x41);
    for (std::size_t number = 0; number < all; ++number)
        one.sends(box, 1, "letter " + std::to_string(number));
    for (std::size_t number = 0; number < all; ++number)
        one.receives(box, 1);
    const trace::Trace trace = without_messages(story.ends());
    std::size_t sent = 0, received = 0;
    const trace::Names names{trace};
    Changes changes{trace, names};
    for (const trace::Event& event : trace.events) {
        const Change change = changes.next();
        const auto* called = std::get_if<trace::Called>(&event.what);
        const auto* call = called == nullptr ? nullptr : std::get_if<sysv::Call>(&called->call);
        if (call == nullptr) continue;
        if (std::holds_alternative<sysv::MsgSnd>(*call)) ++sent;
        if (std::holds_alternative<sysv::MsgRcv>(*call)) ++received;
        if (sent == 0) continue;
        INFO("event " << event.index);
        REQUIRE(change.objects.size() == 1);
        const ObjectView& queue = change.objects.front();
        CHECK(queue.messages.size() == std::min(sent - received, most_told));
        CHECK(queue.more == sent - received - queue.messages.size());
        CHECK_FALSE(queue.unread);
        if (!queue.messages.empty()) CHECK(queue.messages.front()->text == "letter " + std::to_string(received));
    }
    CHECK(received == all);
}

TEST_CASE("run state: of a large set the first semaphores are told, and how many more there are") {
    Story story;
    auto one = story.actor("one");
    const int small = one.makes_semaphores(0x41, static_cast<int>(most_told));
    const int large = one.makes_semaphores(0x42, 8'000);
    one.operates(small, 0, 1);
    one.operates(large, 0, 1);
    const trace::Trace trace = story.ends();
    const auto changes = changes_of(trace, trace::Names{trace});
    const ObjectView& whole = changes.at(changes.size() - 2).objects.at(0);
    CHECK(whole.semaphores.size() == most_told);
    CHECK(whole.more == 0);
    CHECK(whole.summary.find("more") == std::string::npos);
    const ObjectView& cut = changes.back().objects.at(0);
    REQUIRE(cut.semaphores.size() == most_told);
    CHECK(cut.semaphores.front().value == 1);
    CHECK(cut.more == 8'000 - most_told);
    CHECK(cut.summary.starts_with("values 1, 0, 0"));
    CHECK(cut.summary.ends_with(", 0 and 7800 more"));
    CHECK(cut.summary.size() < 4 * most_told);
}
