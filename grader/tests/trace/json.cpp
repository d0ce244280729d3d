// Verdicts cross from the jail as JSON, and stored traces are what analysis is tested on: nothing may be lost on the way.

#include "sample.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <stdexcept>

using namespace ipclab;
using namespace ipclab::trace;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::Message;
using Catch::Matchers::MessageMatches;

namespace {

std::string replace(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

} // namespace

TEST_CASE("a trace with everything in it comes back as it was") {
    const Trace trace = samples::everything();
    const std::string text = to_json(trace);
    const Trace again = from_json(text);
    CHECK(to_json(again) == text);
    CHECK(normalised(again) == normalised(trace));
    CHECK(to_json(from_json(to_json(trace, 2))) == text);
}

TEST_CASE("what a reader of the trace relies on is there after reading it back") {
    const Trace trace = from_json(to_json(samples::everything()));
    CHECK(trace.tasks.at(1).parent == TaskId{0});
    CHECK(trace.tasks.at(1).thread);
    CHECK(trace.outcome == Outcome::step_not_reached);
    CHECK(trace.schedule == "pick-0x3.1");
    CHECK(trace.error == "the disk is full");
    CHECK(trace.keys.at(0).key == 0x42010203);
    CHECK(trace.waiting.size() == 12);
    CHECK(trace.left_objects.size() == 2);
    CHECK(trace.left_processes.size() == 1);
    const Event& made = trace.events.at(4);
    CHECK(made.where == Location{"post.cpp", 17, "main"});
    const auto& received = std::get<Called>(trace.events.at(7).what);
    CHECK(received.blocked == EventIndex{6});
    const auto& call = std::get<sysv::MsgRcv>(std::get<sysv::Call>(received.call));
    CHECK(call.message == sysv::Message{3, std::string("h\0\xff\n", 4)});
    CHECK(call.full_size == 6U);
    const auto& removal = std::get<Called>(trace.events.at(9).what);
    CHECK(removal.removed == sysv::ObjectId{sysv::Kind::queue, 0});
    const auto& timed = std::get<Called>(trace.events.at(11).what);
    CHECK(timed.origin == Called::Origin::fault);
    CHECK(std::get<sysv::SemOp>(std::get<sysv::Call>(timed.call)).timeout == std::chrono::milliseconds(500));
}

TEST_CASE("payloads that are no text are stored in base 16") {
    const std::string text = to_json(samples::everything());
    CHECK_THAT(text, ContainsSubstring(R"("mtext":{"base16":"6800ff0a"})"));
    CHECK_THAT(text, ContainsSubstring("Grüße"));
}

TEST_CASE("extreme numbers survive") {
    Trace trace;
    trace.tasks = {{TaskId{0}, "a", "a", std::nullopt, false, 1}};
    sysv::MsgRcv call;
    call.msgsz = ~std::uint64_t{0};
    call.msgtyp = std::numeric_limits<long>::min();
    samples::add(trace, 0, samples::failed(sysv::Call(call), 22));
    const Trace again = from_json(to_json(trace));
    const auto& read = std::get<sysv::MsgRcv>(std::get<sysv::Call>(std::get<Called>(again.events.at(0).what).call));
    CHECK(read.msgsz == call.msgsz);
    CHECK(read.msgtyp == call.msgtyp);
}

TEST_CASE("an empty trace is one too") { CHECK(to_json(from_json(to_json(Trace{}))) == to_json(Trace{})); }

TEST_CASE("what is wrong is named with its place") {
    const std::string text = to_json(samples::everything());
    const auto refused = [&](std::string_view from, std::string_view to, const std::string& why) {
        CHECK_THROWS_MATCHES(from_json(replace(text, from, to)), std::runtime_error, Message(why));
    };
    refused(R"("index":3,)", "", "trace.events[3].index is missing");
    refused(R"("index":3,)", R"("index":"3",)", "trace.events[3].index should be a whole number");
    refused(R"("index":3,)", R"("index":-3,)", "trace.events[3].index is -3, which is out of range");
    refused(R"("is":"msgget")", R"("is":"msgput")", "trace.events[4].what.call is \"msgput\", which it cannot be");
    refused(R"("outcome":"step-not-reached")", R"("outcome":"lost")", "trace.outcome is \"lost\", which it cannot be");
    refused(R"("key":1107362307,"msgflg":928)", R"("key":4294967295,"msgflg":928)",
            "trace.events[4].what.call.key is 4294967295, which is out of range");
    refused(R"("6800ff0a")", R"("6800ff0")", "trace.events[7].what.call.message.mtext is not base 16");
    refused(R"("format_version":1)", R"("format_version":2)", "trace has format 2; this program reads format 1");
}

TEST_CASE("numbers that lead nowhere are refused") {
    const std::string text = to_json(samples::everything());
    const auto refused = [&](std::string_view from, std::string_view to, const std::string& why) {
        CHECK_THROWS_MATCHES(from_json(replace(text, from, to)), std::runtime_error, Message(why));
    };
    refused(R"("index":3,)", R"("index":9,)", "trace.events[3]: its index is 9, which leads nowhere");
    refused(R"("child":1)", R"("child":2)", "trace.events[2]: its child is 2, which leads nowhere");
    refused(R"("reaped":1)", R"("reaped":-2)", "trace.events[22]: its reaped is -2, which leads nowhere");
    refused(R"("blocked":6)", R"("blocked":7)", "trace.events[7]: its blocked is 7, which leads nowhere");
    refused(R"("left_processes":[1])", R"("left_processes":[5])",
            "trace.left_processes[0]: its task is 5, which leads nowhere");
}

TEST_CASE("what is no JSON, or no trace, is refused") {
    for (const char* text : {"", "{", "[]", "null", "{}", "7", "\"\xff\""}) {
        CAPTURE(text);
        CHECK_THROWS_AS(from_json(text), std::runtime_error);
    }
    CHECK_THROWS_MATCHES(from_json("{]"), std::runtime_error, MessageMatches(ContainsSubstring("trace is no JSON")));
}
