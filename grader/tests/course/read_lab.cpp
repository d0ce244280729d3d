/// What a right lab.toml becomes, and what every part above the scenarios' steps and expectations is refused for.

#include "sample.h"

#include <catch2/catch_test_macros.hpp>

#include <sys/stat.h>

using namespace ipclab::course;
using sample::line_of;
using sample::mistakes;
using sample::with;

TEST_CASE("a lab with every part of the format is read as written") {
    const Lab lab = sample::read(sample::lab);
    CHECK(lab.id == "02-message-queues/2-letters-by-type");
    CHECK(lab.title == "Letters by type");
    REQUIRE(lab.programs.size() == 2);
    CHECK(lab.programs[1].name == "collect");
    CHECK(lab.programs[1].stems == std::vector<std::string>{"collect", "letters"});
    REQUIRE(lab.keys.size() == 2);
    CHECK(lab.keys[0].kind == Key::Kind::queue);
    CHECK(lab.keys[0].file == "box.key");
    CHECK(lab.keys[0].proj == 'B');
    CHECK(lab.keys[1].proj == 7);
    CHECK(lab.rule_points == 4);
    CHECK(lab.waive == std::set<std::string>{"unchecked-failure"});
    CHECK(lab.points() == 9);

    REQUIRE(lab.scenarios.size() == 2);
    const Scenario& scenario = lab.scenarios[0];
    CHECK(scenario.lab == lab.id);
    CHECK(scenario.name == "lowest-type-first");
    CHECK(scenario.hidden);
    CHECK(scenario.explore.runs == 200);
    CHECK(scenario.waive == std::set<std::string>{"leaked-object"});
    CHECK(scenario.hints.size() == 2);
    REQUIRE(scenario.values.size() == 5);
    CHECK(scenario.values[0].first == "a"); // in the order of the file: the order decides what is drawn
    CHECK(scenario.values[2].first == "n");
    CHECK(std::get<Word>(scenario.values[0].second).length == 8);
    CHECK(std::get<Number>(scenario.values[2].second).to == 99);
    CHECK(std::get<Sentence>(scenario.values[3].second).words == 4);
    CHECK(std::get<OneOf>(scenario.values[4].second).texts == std::vector<std::string>{"x", "y"});
}

TEST_CASE("the example that the format was designed with is read") {
    const Lab lab = sample::read(R"(
format   = 1
title    = "Letters by type"
[programs]                               # a program is a stem
post     = ["post"]
collect  = ["collect"]
[keys]
box      = { kind = "queue", file = "box.key", proj = "B" }     # {box.file} {box.key} {box.id}
[rules]
points   = 4                             # what the general rules are worth; lost once

[[scenario]]
name     = "lowest-type-first"
points   = 4
story    = "Three letters are posted out of order; a clerk who asks for type -3 gets them lowest type first."
values   = { a = { word = 8 }, b = { word = 8 }, c = { word = 8 } }
explore  = { runs = 500 }
play     = [
  { start = "post",    args = ["{box.file}", "3:{a}", "1:{b}", "2:{c}"] },
  { until = "post",    state = "exited" },
  { start = "collect", args = ["{box.file}", "-3", "3"] },
]
expect   = [
  { actor = "collect", stdout = "{b}\n{c}\n{a}\n", exit = 0 },
  { actor = "collect", call = "msgrcv", msgtyp = -3, succeeds = { at_least = 3 } },
]
hints    = ["What does msgrcv choose when msgtyp is negative?", "man 2 msgop, from 'If msgtyp is less than 0'"]
)");
    CHECK(lab.points() == 8);
    CHECK(lab.scenarios.at(0).play.size() == 3);
    CHECK(lab.scenarios.at(0).expect.size() == 2);
}

TEST_CASE("what may be left out has a default") {
    const Lab lab = sample::read(R"(format = 1
title = "t"
programs = { p = "p" }
keys = { q = { kind = "segment", proj = 255 } }
[[scenario]]
name = "one"
points = 0
play = [ { start = "p" } ]
)");
    CHECK(lab.programs[0].stems == std::vector<std::string>{"p"});
    CHECK(lab.keys[0].file == "q.key");
    CHECK(lab.rule_points == 0);
    CHECK(lab.scenarios[0].explore.runs == 500);
    CHECK_FALSE(lab.scenarios[0].hidden);
}

namespace {

/// One mistake: what is replaced, where the message points, what it says and suggests (parts of both).
struct Case {
    std::string part, instead;
    std::string line; ///< a part of the sample that stands in the line
    std::string message, suggestion;
};

} // namespace

TEST_CASE("each mistake is told once, at its line, with what to write instead") {
    const std::vector<Case> cases{
        {"format   = 1\n", "\n", "format", R"(a lab has no "format")", "format = 1"},
        {"= 1\n", "= 2\n", "format", "this lab.toml is written for a newer ipclab", "reads format 1"},
        {"= 1\n", "= 0\n", "format", "there is no format 0", "format = 1"},
        {"= 1\n", "= \"1\"\n", "format", R"("format" should be a whole number, but is the text "1")",
         "write 1 without the quotes"},
        {"title ", "titel ", "title", R"(a lab has no key "titel")", R"(did you mean "title"?)"},
        {"\"Letters by type\"", "7", "title", R"("title" should be a text, but is the number 7)",
         R"(put it in quotes: "7")"},
        {"\"Letters by type\"", "\" \"", "title", "the title is empty", ""},
        {"[[scenario]]\nname     = \"low", "[[scenarios]]\nname     = \"low", "[[scenario]]",
         R"(a lab has no key "scenarios")", R"(did you mean "scenario"?)"},
        {"[\"post\"]", "[\"post.cpp\"]", "post     =", R"("post.cpp" should be a file's name without its ending)",
         R"(write "post")"},
        {"[\"post\"]", "[\"../post\"]", "post     =", R"("../post" is no name for a source file)", R"(for example: "post")"},
        {"[\"post\"]", "[]", "post     =", R"(the program "post" has no source files)", R"(post = ["post"])"},
        {"[\"post\"]", "[\"post\", \"post\"]", "post     =", R"("post" is here twice)", "keep one"},
        {"[\"post\"]", "3", "post     =", R"("post" should be a list of source files, but is the number 3)", ""},
        {"\"queue\"", "\"qeue\"", "box      =", R"(there is no kind "qeue")", R"(did you mean "queue"?)"},
        {"file = \"box.key\", proj = \"B\"", "file = \"/tmp/x\", proj = \"B\"",
         "box      =", R"("file" should be the plain name)", "box.key"},
        {"proj = \"B\"", "proj = \"\"", "box      =", R"("proj" should be one character or a number from 1 to 255)",
         "8 bits"},
        {"proj = 7", "proj = 256", "locks    =", R"("proj" is 256, but should be from 1 to 255)", ""},
        {"proj = 7", "porj = 7", "locks    =", R"(a key has no key "porj")", R"(did you mean "proj"?)"},
        {"locks    =", "twin     = { kind = \"queue\", file = \"box.key\", proj = 66 }\nlocks    =", "locks    =",
         R"("twin" and "box" name the same object)", "another proj"},
        {"points   = 4\nwaive", "points   = -4\nwaive", "points   = 4\nwaive",
         R"("points" is -4, but should be from 0 to 1000)", ""},
        {"\"unchecked-failure\"", "\"unchecked-failur\"", "waive    = [\"unch", R"(there is no rule "unchecked-failur")",
         R"(did you mean "unchecked-failure"?)"},
        {"points   = 4\nstory", "points   = \"4\"\nstory", "points   = 4\nstory",
         R"("points" should be a whole number, but is the text "4")", "write 4 without the quotes"},
        {"points   = 4\nstory", "points   = 1.5\nstory", "points   = 4\nstory",
         R"("points" should be a whole number, but is the number 1.5)", ""},
        {"points   = 4\nstory", "points   = 99999999999\nstory", "points   = 4\nstory",
         R"("points" is 99999999999, but should be)", ""},
        {"\"lowest-type-first\"", "\"Lowest type\"", "name     = \"low", R"("Lowest type" is no name for a scenario)",
         R"(for example: "lowest-type")"},
        {"\"lowest-type-first\"", "\"\"", "name     = \"low", R"("" is no name for a scenario)", ""},
        {"\"quiet\"", "\"lowest-type-first\"", "name     = \"quiet", R"(a second scenario is called "lowest-type-first")",
         "the first stands in line 17"},
        {"name     = \"quiet\"\n", "\n", "[[scenario]]\nname     = \"quiet", R"(a scenario has no "name")", "name = "},
        {"expect   = [\n", "expcet   = [\n", "expect   = [\n", R"(a scenario has no key "expcet")",
         R"(did you mean "expect"?)"},
        {"story  ", "story2 ", "story  ", R"(a scenario has no key "story2")", R"(did you mean "story"?)"},
        {"first.\"", "{x}.\"", "story  ", "there is no {x}", "known here are {a}, {b}"},
        {"{a} first", "{box.id} first", "story  ", "{box.id} is not known yet", "{box.file}"},
        {"{a} first", "{a first", "story  ", R"(this "{" has no partner)", "{{"},
        {"{a} first", "a} first", "story  ", R"(this "}" has no partner)", "}}"},
        {"{ word = 8 }, b", "{ wrod = 8 }, b", "values ", R"(a value has no key "wrod")", R"(did you mean "word"?)"},
        {"{ word = 8 }, b", "{ word = 2 }, b", "values ", R"("word" is 2, but should be from 3 to 4096)", ""},
        {"{ word = 8 }, b", "8, b", "values ", R"("a" should say how it is drawn, but is the number 8)", "{ word = 8 }"},
        {"{ word = 8 }, b", "{ word = 8, sentence = 2 }, b", "values ", R"("a" should be drawn in one way)", "{ word = 8 }"},
        {"[1, 99]", "[99, 1]", "values ", "no number is from 99 to 1", "the smaller one first"},
        {"[1, 99]", "[1]", "values ", R"("number" should be a list of the smallest and the largest)", "[1, 99]"},
        {"[\"x\", \"y\"]", "[]", "values ", "there is nothing to choose from", "one_of"},
        {"{ runs = 200 }", "{ runs = 0 }", "explore ", R"("runs" is 0, but should be from 1 to 1000000)", ""},
        {"{ runs = 200 }", "{ rums = 200 }", "explore ", R"("explore" has no key "rums")", R"(did you mean "runs"?)"},
        {"{ runs = 200 }", "200", "explore ", R"("explore" should be a table, but is the number 200)", "{ KEY = VALUE"},
        {"[\"leaked-object\"]", "\"leaked-object\"", "waive    = [\"leak",
         R"("waive" should be a list of texts, but is the text)", "brackets"},
        {"[\"leaked-object\"]", "[\"leaked-objects\"]", "waive    = [\"leak", R"(there is no rule "leaked-objects")",
         R"(did you mean "leaked-object"?)"},
        {"hidden   = true", "hidden   = \"true\"", "hidden ", R"("hidden" should be true or false, but is the text "true")",
         "without the quotes"},
        {"\"man 2 msgop\"", "\"\"", "hints ", "this hint is empty", "take it away"},
        {"\"man 2 msgop\"", "2", "hints ", R"(an entry of "hints" should be a text, but is the number 2)", "in quotes"},
        {"[\"What does msgrcv choose for {a}?\", \"man 2 msgop\"]", "[]", "hints ", "the list of hints is empty",
         "take the key away"},
        {"expect   = [ { actor = \"post\", exit = 0 } ]\n", "", "[[scenario]]\nname     = \"quiet",
         "this scenario is worth 1 points, but expects nothing", "expect ="},
    };
    for (const Case& test : cases) {
        INFO("\"" << test.part << "\" replaced by \"" << test.instead << "\"");
        const auto found = mistakes(with(test.part, test.instead));
        REQUIRE_FALSE(found.empty());
        INFO(plain_text(found[0]));
        CHECK(found.size() == 1);
        if (test.message.find("has no \"format\"") == std::string::npos) CHECK(found[0].place.line == line_of(test.line));
        CHECK(found[0].message.find(test.message) != std::string::npos);
        CHECK(found[0].suggestion.find(test.suggestion) != std::string::npos);
        CHECK(found[0].suggestion.empty() == test.suggestion.empty());
    }
}

TEST_CASE("what TOML itself refuses is told with its place") {
    const std::vector<Case> cases{
        {"points   = 4\nstory", "points   = 4\npoints   = 5\nstory", "story",
         R"(the key "points" is here for the second time)", "keep one"},
        {"[rules]", "[keys]", "[rules]", R"(the key "keys" is here for the second time)", "keep one"},
        {"a = { word = 8 }, b", "b = { word = 8 }, b", "values ", R"(the key "b" is here for the second time)", "keep one"},
        {"\"Letters by type\"", "Letters", "title", "this is not valid TOML", "quotes"},
        {"\"Letters by type\"", "\"Letters by type", "title", "this is not valid TOML", "closing quote"},
        {"title    =", "title", "title", "this is not valid TOML", "KEY = VALUE"},
        {"exit = 0 },\n", "exit = 0, },\n", "stdout = \"{b}", "this is not valid TOML", "last comma"},
        {"\"ncnt[1]\"", "ncnt[1]", "ncnt", "this is not valid TOML", "\"value[0]\" = 1"},
        {"points   = 4\nwaive", "points   = 99999999999999999999\nwaive", "points   = 4\nwaive", "64 bits", ""},
        {"points   = 4\nwaive", "points   = 04\nwaive", "points   = 4\nwaive", "not valid TOML", "without them"},
    };
    for (const Case& test : cases) {
        INFO("\"" << test.part << "\" replaced by \"" << test.instead << "\"");
        const auto found = mistakes(with(test.part, test.instead));
        REQUIRE(found.size() == 1);
        INFO(plain_text(found[0]));
        CHECK(found[0].place.line == line_of(test.line));
        CHECK(found[0].message.find(test.message) != std::string::npos);
        CHECK(found[0].suggestion.find(test.suggestion) != std::string::npos);
    }
}

TEST_CASE("a scenario under one bracket is told to have two") {
    const auto found = mistakes("format = 1\ntitle = \"t\"\n[programs]\np = [\"p\"]\n[scenario]\nname = \"x\"\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].place.line == 5);
    CHECK(found[0].suggestion == "write [[scenario]]");
}

TEST_CASE("all mistakes of a file are told at once, in its order") {
    std::string text = with("\"quiet\"", "\"Quiet\"");
    text.replace(text.find("titel") == std::string::npos ? text.find("title") : 0, 5, "titel");
    text.replace(text.find("\"qu"), 7, "\"heap\"");
    text.replace(text.find("runs = 200"), 10, "runs = -1");
    const auto found = mistakes(text);
    REQUIRE(found.size() == 4);
    CHECK(found[0].place.line == line_of("title"));
    CHECK(found[1].place.line == line_of("box      ="));
    CHECK(found[2].place.line == line_of("explore"));
    CHECK(found[3].place.line == line_of("name     = \"quiet"));
}

TEST_CASE("without a list of rules, any rule may be waived") {
    CHECK_NOTHROW(read_lab_text(with("\"leaked-object\"", "\"anything\""), "lab.toml", "t/n"));
}

namespace {

std::string refusal(const std::filesystem::path& folder) {
    try {
        read_lab(folder, "t/n");
    } catch (const LabError& error) {
        REQUIRE(error.problems().size() == 1);
        return error.problems()[0].message;
    }
    return "it was read";
}

} // namespace

TEST_CASE("a file that is no lab.toml is refused before it does harm") {
    const sample::Folder folder;
    CHECK(refusal(folder.path()) == "lab.toml is not there");
    CHECK(refusal(folder.path() / "no-such") == "lab.toml is not there");

    folder.write("lab.toml", sample::lab);
    CHECK(read_lab(folder.path(), "t/n").folder == folder.path());

    folder.write("lab.toml", std::string("title\0", 6));
    CHECK(refusal(folder.path()).starts_with("lab.toml is no text"));
    folder.write("lab.toml", "format = 1\ntitle = \"\xb0\xa1\"\n");
    CHECK(refusal(folder.path()) == "this is no text in UTF-8");
    folder.write("lab.toml", std::string(1024 * 1024 + 1, '#'));
    CHECK(refusal(folder.path()) == "lab.toml is larger than 1 MiB");
    folder.write(
        "lab.toml", "a" + [] {
            std::string deep;
            for (int i = 0; i < 300'000; ++i)
                deep += ".a";
            return deep;
        }() + " = 1\n");
    CHECK(refusal(folder.path()).starts_with("this line has more than 2000 dots"));

    std::filesystem::remove(folder.path() / "lab.toml");
    std::filesystem::create_directory(folder.path() / "lab.toml");
    CHECK(refusal(folder.path()) == "lab.toml is a folder, not a file");
    std::filesystem::remove(folder.path() / "lab.toml");
    REQUIRE(::mkfifo((folder.path() / "lab.toml").c_str(), 0600) == 0);
    CHECK(refusal(folder.path()) == "lab.toml is a FIFO, not a file");
}

TEST_CASE("an empty file is told what a lab has") {
    const auto found = mistakes("");
    REQUIRE(found.size() == 4);
    CHECK(found[0].message == "a lab has no \"format\"");
    CHECK(found[3].message == "a lab has no \"scenario\"");
}
