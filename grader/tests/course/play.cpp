/// The steps of a scenario: what they become, and what is refused.

#include "sample.h"

#include <catch2/catch_test_macros.hpp>

#include <array>

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
        {"{ kill = \"A\" }", "{ }", "this step does nothing",
         "start, until, kill, signal, stop, continue, fail, pass and look"},
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

namespace {

/// The sample with another step in place of the one that kills.
std::string with_step(const std::string& step) { return with("{ kill = \"A\" }", step); }

Fault fault(const std::string& step) { return std::get<Fault>(sample::read(with_step(step)).scenarios[0].play[5].action); }

} // namespace

TEST_CASE("what happens at a moment of its own is read") {
    const auto after = fault(R"({ kill = "A", after = "semop", nth = 2 })");
    CHECK(after.kind == Fault::Kind::kill);
    CHECK(after.actor == "A");
    CHECK(after.when == Fault::When::after);
    CHECK(after.call == "semop");
    CHECK(after.nth == 2);
    CHECK(fault(R"({ stop = "A/any", before = "any" })").actor == "A/any");
    CHECK(fault(R"({ stop = "A", before = "any" })").call.empty());
    const auto holding = fault(R"({ kill = "A/1", while_holding = { sem = "locks", num = 1 } })");
    CHECK(holding.when == Fault::When::holding);
    CHECK(holding.sem == "locks");
    CHECK(holding.num == 1);
    CHECK(fault(R"({ kill = "A", while_holding = { sem = "any" } })").sem.empty());
    const auto signal = fault(R"({ signal = "SIGUSR1", to = "A", when_blocked = "msgrcv" })");
    CHECK(signal.kind == Fault::Kind::signal);
    CHECK(signal.name == "SIGUSR1");
    CHECK(signal.when == Fault::When::blocked);
    const auto fails = fault(R"({ fail = "A", call = "msgsnd", nth = 3, errno = "EINTR" })");
    CHECK(fails.kind == Fault::Kind::fail);
    CHECK(fails.call == "msgsnd");
    CHECK(fails.nth == 3);
    CHECK(fails.name == "EINTR");
    const auto every = fault(R"({ kill = "A", at = "every call", call = "semop" })");
    CHECK(every.when == Fault::When::every);
    CHECK(every.every == Fault::Every::call);
    CHECK(every.call == "semop");
    CHECK(fault(R"({ fail = "A", at = "every wait", errno = "EINTR" })").every == Fault::Every::waiting);
    CHECK(fault(R"({ kill = "A", at = "every access" })").every == Fault::Every::access);
    CHECK(fault(R"({ stop = "A", at = "every access while holding" })").every == Fault::Every::access_holding);
    const auto play = sample::read(with_step(R"({ stop = "A" }, { continue = "A", group = true })")).scenarios[0].play;
    CHECK(std::get<Send>(play[5].action).signal == "SIGSTOP");
    CHECK(std::get<Send>(play[6].action).signal == "SIGCONT");
    CHECK(std::get<Send>(play[6].action).group);
}

TEST_CASE("each mistake in a moment is told once, with what to write instead") {
    const std::vector<std::array<std::string, 3>> cases{
        {R"({ kill = "A", aftr = "semop" })", R"(this step has no key "aftr")", ""},
        {R"({ kill = "A", after = "semopp" })", R"(there is no call "semopp" to look for)", R"(did you mean "semop"?)"},
        {R"({ kill = "A", after = "semop", before = "semop" })",
         "this happens at one moment, but the step names before and after", "a step of each"},
        {R"({ kill = "B", after = "semop" })", R"(no step starts an actor "B")", "the actors: A and collect"},
        {R"({ kill = "A/x", after = "semop" })", R"(no step starts an actor "A/x")", ""},
        {R"({ kill = "A", after = "semop", nth = 0 })", R"("nth" is 0, but should be from 1)", ""},
        {R"({ kill = "A", while_holding = "locks" })", R"("while_holding" should be a table)", ""},
        {R"({ kill = "A", while_holding = { num = 0 } })", R"("while_holding" has no "sem")", "sem = \"locks\""},
        {R"({ kill = "A", while_holding = { sem = "lokcs" } })", R"(there are no semaphores "lokcs")",
         R"(did you mean "locks"?)"},
        {R"({ kill = "A", while_holding = { sem = "box" } })", R"("box" is a queue: nobody can hold it)", "semaphores"},
        {R"({ kill = "A", while_holding = { sem = "locks", nmu = 1 } })", R"("while_holding" has no key "nmu")",
         R"(did you mean "num"?)"},
        {R"({ kill = "A", at = "every cal" })", R"(a scenario cannot be repeated at "every cal")", R"("every call"?)"},
        {R"({ kill = "A", at = "every call", nth = 2 })", "there is nothing to count", "away"},
        {R"({ kill = "A", at = "every access", call = "semop" })", "an access is no call", "away"},
        {R"({ fail = "A", at = "every access", errno = "EINTR" })", "it cannot fail", "every call"},
        {R"({ fail = "A", errno = "EINTR" })", R"(this step has no "call")", "msgsnd"},
        {R"({ fail = "A", call = "msgsnd" })", R"(this step has no "errno")", "EINTR"},
        {R"({ fail = "A", call = "msgsnd", errno = "EINTER" })", R"(there is no errno "EINTER")",
         R"(did you mean "EINTR"?)"},
        {R"({ fail = "A", call = "msgsnd", errno = "EINTR", kill = "A" })",
         "a step does one thing, but this one has kill and fail", "a step of each"},
        {R"({ continue = "A", after = "semop" })", "who was stopped goes on at once", "take the moment away"},
    };
    for (const auto& [step, message, suggestion] : cases) {
        INFO(step);
        const auto found = mistakes(with_step(step));
        REQUIRE_FALSE(found.empty());
        INFO(plain_text(found[0]));
        CHECK(found.size() == 1);
        CHECK(found[0].place.line == line_of("{ kill = \"A\" }"));
        CHECK(found[0].message.find(message) != std::string::npos);
        CHECK(found[0].suggestion.find(suggestion) != std::string::npos);
    }
    const auto twice = mistakes(with_step(R"({ kill = "A", at = "every call" }, { stop = "A", at = "every wait" })"));
    REQUIRE(twice.size() == 1);
    CHECK(twice[0].message.find("this one names several") != std::string::npos);
}

TEST_CASE("a look at an object is read, with what an expectation may say of one") {
    std::string text = with_step(R"({ look = "locks", value = [0, 1], because = "It is {a}." })");
    const auto look = std::get<Look>(sample::read(text).scenarios[0].play[5].action);
    CHECK(look.expect.key == "locks");
    CHECK(look.expect.exists == true);
    CHECK(look.expect.fields == std::map<std::string, std::string>{{"value[0]", "0"}, {"value[1]", "1"}});
    CHECK(look.because == "It is {a}.");
    // A look is something that a scenario can win or lose by.
    text = with("play     = [ { start = \"post\" } ]\nexpect   = [ { actor = \"post\", exit = 0 } ]",
                "play     = [ { start = \"post\" }, { look = \"box\", qnum = 1 } ]");
    CHECK(sample::read(text).scenarios[1].expect.empty());
    const std::vector<std::array<std::string, 3>> cases{
        {R"({ look = "lokcs", "value[0]" = 1 })", R"([keys] has no "lokcs")", R"(did you mean "locks"?)"},
        {R"({ look = "locks" })", "does not say what must be true of locks", "exists = true"},
        {R"({ look = "locks", because = "so" })", "does not say what must be true of locks", "exists = true"},
        {R"({ look = "locks", vaule = [1] })", R"(this step has no key "vaule")", R"(did you mean "value"?)"},
        {R"({ look = "locks", exists = false, nsems = 2 })", "an object that does not exist has no state", ""},
        {R"({ look = "locks", kill = "A" })", "a step does one thing, but this one has kill and look", "a step of each"},
        {R"({ look = 1 })", R"("look" should be a text, but is the number 1)", ""},
        {R"({ look = "locks", nsems = "{z}" })", "there is no {z}", ""},
    };
    for (const auto& [step, message, suggestion] : cases) {
        INFO(step);
        const auto found = mistakes(with_step(step));
        REQUIRE_FALSE(found.empty());
        INFO(plain_text(found[0]));
        CHECK(found.size() == 1);
        CHECK(found[0].place.line == line_of("{ kill = \"A\" }"));
        CHECK(found[0].message.find(message) != std::string::npos);
        CHECK(found[0].suggestion.find(suggestion) != std::string::npos);
    }
}

TEST_CASE("a program's folder is inside the run's") {
    const auto play = sample::read(with("as = \"A\", ", "as = \"A\", cwd = \"desk/left\", ")).scenarios[0].play;
    CHECK(std::get<Start>(play[0].action).cwd == "desk/left");
    for (const char* wrong : {"/tmp", "../x", "a/../..", "", "."}) {
        INFO(wrong);
        const auto found = mistakes(with("as = \"A\", ", "as = \"A\", cwd = \"" + std::string(wrong) + "\", "));
        REQUIRE(found.size() == 1);
        CHECK(found[0].message.find("is no folder inside the run's own") != std::string::npos);
    }
}
