/// The steps of a scenario: what they become, and what is refused.

#include "sample.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::course;
using sample::line_of;
using sample::mistakes;
using sample::with;

TEST_CASE("every kind of step is read") {
    const std::vector<Step> play = sample::read(sample::lab).scenarios[0].play;
    REQUIRE(play.size() == 8);
    const auto& start = std::get<Start>(play[0].action);
    CHECK(start.program == "post");
    CHECK(start.actor == "A");
    CHECK(start.args == std::vector<std::string>{"{box.file}", "3:{a}"});
    CHECK(start.input == "{s}\n");
    CHECK(start.env.at("BOX") == "{box.key}");
    CHECK(play[0].place.line == line_of("{ start = \"post\", args"));

    const auto& returned = std::get<Until>(play[1].action);
    CHECK(returned.actor == "A");
    CHECK(returned.state == Until::State::returned);
    CHECK(returned.call == "msgsnd");
    CHECK(returned.nth == 2);
    CHECK(std::get<Start>(play[2].action).actor == "collect");
    CHECK_FALSE(std::get<Start>(play[2].action).input.has_value());
    CHECK(std::get<Until>(play[3].action).state == Until::State::blocked);
    CHECK(std::get<Send>(play[4].action).signal == "SIGTERM");
    CHECK(std::get<Send>(play[4].action).group);
    CHECK(std::get<Send>(play[5].action).signal == "SIGKILL");
    CHECK_FALSE(std::get<Send>(play[5].action).group);
    CHECK(std::get<Pass>(play[6].action).seconds == 1.5);
    CHECK(std::get<Until>(play[7].action).state == Until::State::exited);
}

namespace {

struct Case {
    std::string part, instead, message, suggestion;
};

} // namespace

TEST_CASE("each mistake in a step is told once, at its line, with what to write instead") {
    const std::vector<Case> cases{
        {"start = \"collect\"", "start = \"colect\", as = \"collect\"", R"(the lab has no program "colect")",
         R"(did you mean "collect"?)"},
        {"start = \"collect\"", "strat = \"collect\"", R"(a step has no key "strat")", R"(did you mean "start"?)"},
        {"start = \"collect\", args", "start = \"collect\", arg", R"(this step has no key "arg")",
         R"(did you mean "args"?)"},
        {"start = \"collect\"", "start = \"collect\", as = \"A\"", R"(an actor "A" has been started already)",
         "a name of its own"},
        {"as = \"A\"", "as = \"A*\"", R"("A*" is no name for an actor)", "A-"},
        {"\"-3\"]", "\"-3\", 3]", R"(an entry of "args" should be a text, but is the number 3)", R"(in quotes: "3")"},
        {"\"-3\"]", "\"{q}\"]", "there is no {q}", "known here are"},
        {"\"-3\"]", "\"{bxo.file}\"]", "there is no {bxo.file}", "did you mean {box.file}?"},
        {"\"-3\"]", "\"{box.id}\"]", "{box.id} is not known yet when this text is made", "{box.file}"},
        {"{s}\\n", "{t}\\n", "there is no {t}", ""},
        {"env = { BOX = \"{box.key}\" }", "env = { BOX = 1 }", R"("BOX" should be a text, but is the number 1)", R"("1")"},
        {"env = { BOX = \"{box.key}\" }", "env = { \"B=X\" = \"1\" }", R"("B=X" is no name for an environment variable)",
         "B-X"},
        {"until = \"collect\"", "until = \"colect\"", R"(no step starts an actor "colect")", R"(did you mean "collect"?)"},
        {"until = \"A\", state = \"returned\"", "until = \"collect\", state = \"returned\"",
         R"("collect" is not started yet at this step)", "it is started in line 27"},
        {"state = \"blocked\"", "state = \"blockd\"", R"(an actor is never "blockd")", R"(did you mean "blocked"?)"},
        {"state = \"blocked\", ", "", R"(this step has no "state")", "state = \"exited\""},
        {"call = \"msgrcv\" },\n  { signal", "call = \"msgrvc\" },\n  { signal", R"(there is no call "msgrvc" to look for)",
         R"(did you mean "msgrcv"?)"},
        {"nth = 2", "nth = 0", R"("nth" is 0, but should be from 1)", ""},
        {"nth = 2", "nht = 2", R"(this step has no key "nht")", R"(did you mean "nth"?)"},
        {"\"returned\", call = \"msgsnd\", nth = 2", "\"blocked\", call = \"msgsnd\", nth = 2",
         R"("nth" counts calls that have returned)", "returned"},
        {"state = \"exited\" },\n]", "state = \"exited\", call = \"msgrcv\" },\n]",
         "a program that has exited is in no call", "away"},
        {"\"SIGTERM\"", "\"SIGTREM\"", R"(there is no signal "SIGTREM")", R"(did you mean "SIGTERM"?)"},
        {"\"SIGTERM\"", "\"TERM\"", R"(there is no signal "TERM")", R"(did you mean "SIGTERM"?)"},
        {"to = \"A\", ", "", R"(this step has no "to")", "to = "},
        {"to = \"A\"", "to = \"B\"", R"(no step starts an actor "B")", "the actors: A and collect"},
        {"group = true", "group = 1", R"("group" should be true or false, but is the number 1)", ""},
        {"kill = \"A\"", "kill = \"Z\"", R"(no step starts an actor "Z")", "the actors: A and collect"},
        {"kill = \"A\"", "kill = \"A\", pass = 1", "a step does one thing, but this one has kill and pass",
         "a step of each"},
        {"{ kill = \"A\" }", "{ }", "this step does nothing", "start, until, kill, signal and pass"},
        {"{ kill = \"A\" }", "\"A\"", R"(a step of "play" should be a table, but is the text "A")", "{ KEY = VALUE"},
        {"pass = 1.5", "pass = \"1.5\"", R"("pass" should be a number of seconds, but is the text "1.5")", "{ pass = 1.5 }"},
        {"pass = 1.5", "pass = -1", R"("pass" is -1 seconds, but should be more than 0)", ""},
        {"pass = 1.5", "pass = inf", R"("pass" is inf seconds, but should be more than 0)", ""},
        {"pass = 1.5", "pass = nan", R"("pass" is nan seconds, but should be more than 0)", ""},
    };
    for (const Case& test : cases) {
        INFO("\"" << test.part << "\" replaced by \"" << test.instead << "\"");
        const auto found = mistakes(with(test.part, test.instead));
        REQUIRE_FALSE(found.empty());
        INFO(plain_text(found[0]));
        CHECK(found[0].place.line == line_of(test.part));
        CHECK(found[0].message.find(test.message) != std::string::npos);
        CHECK(found[0].suggestion.find(test.suggestion) != std::string::npos);
        // Renaming the actor that others speak of makes those wrong as well.
        if (test.instead.find("A*") == std::string::npos && test.instead.find("as = \"A\"") == std::string::npos)
            CHECK(found.size() == 1);
    }
}

TEST_CASE("a play that starts nobody is refused") {
    const auto found = mistakes(with("[ { start = \"post\" } ]\nexpect   = [ { actor = \"post\", exit = 0 } ]",
                                     "[ ]\nexpect   = [ { object = \"box\", exists = false } ]"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].message == "nobody is started");
}

TEST_CASE("a misspelt program is one mistake, although others speak of its actor") {
    const auto found = mistakes(with("start = \"collect\"", "start = \"colect\""));
    REQUIRE(found.size() == 1);
    CHECK(found[0].suggestion == "did you mean \"collect\"?");
}

TEST_CASE("a start that cannot be read does not make everybody else unknown") {
    // Who it starts is not known, so nothing is said about actors elsewhere.
    const auto found = mistakes(with("as = \"A\"", "as = 1"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].message == "\"as\" should be a text, but is the number 1");
}
