/// What a scenario finds there and what it needs.

#include "sample.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::course;
using sample::line_of;
using sample::mistakes;

namespace {

/// The sample whose first scenario has these lines in addition; they stand where `hidden` did.
std::string with_lines(const std::string& lines) { return sample::with("hidden   = true", lines); }

Scenario scenario(const std::string& lines) { return sample::read(with_lines(lines)).scenarios[0]; }

} // namespace

TEST_CASE("given objects are read") {
    const auto one = scenario(R"(given = [
  { object = "box", mode = "0640", messages = [{ type = 3, text = "{a}" }, { type = 1, text = "" }] },
  { object = "locks", values = [0, 2] },
])");
    REQUIRE(one.given.size() == 2);
    CHECK(one.given[0].key == "box");
    CHECK(one.given[0].mode == 0640);
    CHECK_FALSE(one.given[0].stranger);
    REQUIRE(one.given[0].messages.size() == 2);
    CHECK(one.given[0].messages[0].type == 3);
    CHECK(one.given[0].messages[0].text == "{a}");
    CHECK(one.given[1].values == std::vector<int>{0, 2});
    CHECK(one.given[1].mode == 0600);
    const auto strange = scenario(R"(given = [{ object = "box", owner = "stranger" }]
needs = ["second-uid"])");
    CHECK(strange.given[0].stranger);
    CHECK(strange.needs.contains(Need::second_uid));
    CHECK(scenario("ids = \"above zero\"").ids_above_zero);
    CHECK(scenario("sleepers = \"in any order\"").sleepers_in_any_order);
}

TEST_CASE("each mistake in the circumstances is told, with what to write instead") {
    const std::vector<std::array<std::string, 3>> cases{
        {R"(given = [{ object = "bxo" }])", R"(the lab has no key "bxo")", R"(did you mean "box"?)"},
        {R"(given = [{ }])", R"(a given object has no "object")", "object ="},
        {R"(given = [{ object = "box", size = 10 }])", R"(a given object has no key "size")", ""},
        {R"(given = [{ object = "box", mode = "0800" }])", R"("0800" is no mode)", "octal digits"},
        {R"(given = [{ object = "box", owner = "me" }])", R"(an object does not belong to "me")", ""},
        {R"(given = [{ object = "box", owner = "stranger" }])", "only be made where there is a second user", "second-uid"},
        {R"(given = [{ object = "box", messages = [{ type = 0, text = "x" }] }])", R"("type" is 0, but should be from 1)",
         ""},
        {R"(given = [{ object = "box", messages = [{ type = 1 }] }])", R"(a message has no "text")", ""},
        {R"(given = [{ object = "box", messages = [{ type = 1, text = "{q}" }] }])", "there is no {q}", ""},
        {R"(given = [{ object = "locks" }])", R"(a given object has no "values")", "values = [0, 0]"},
        {R"(given = [{ object = "locks", values = [] }])", "a set has one semaphore at least", ""},
        {R"(needs = ["second-user"])", R"(nothing is known of a need "second-user")", "second-uid"},
        {R"(ids = "high")", R"("ids" cannot be "high")", "above zero"},
        {R"(sleepers = "any")", R"("sleepers" cannot be "any")", "in any order"},
    };
    for (const auto& [line, message, suggestion] : cases) {
        INFO(line);
        const auto found = mistakes(with_lines(line));
        REQUIRE_FALSE(found.empty());
        INFO(plain_text(found[0]));
        CHECK(found.size() == 1);
        CHECK(found[0].place.line == line_of("hidden   = true"));
        CHECK(found[0].message.find(message) != std::string::npos);
        CHECK(found[0].suggestion.find(suggestion) != std::string::npos);
    }
}

TEST_CASE("files that are there before the play are read") {
    const auto files = scenario(R"(files = [
  { name = "a.txt", text = "{a} {box.key}" },
  { name = "desk/b", link = "a.txt" },
  { name = "c", symlink = "desk" },
  { name = "d", folder = true },
  { name = "d/e", symlink = "box.key" },
  { name = "f", twin = "box.key" },
])")
                           .files;
    REQUIRE(files.size() == 6);
    CHECK(files[0].kind == GivenFile::Kind::text);
    CHECK(files[0].text == "{a} {box.key}");
    CHECK(files[1].name == "desk/b");
    CHECK(files[1].kind == GivenFile::Kind::link);
    CHECK(files[1].target == "a.txt");
    CHECK(files[2].kind == GivenFile::Kind::symlink);
    CHECK(files[3].kind == GivenFile::Kind::folder);
    CHECK(files[4].target == "box.key");
    CHECK(files[5].kind == GivenFile::Kind::twin);
    CHECK(files[5].target == "box.key");
}

TEST_CASE("each mistake in a file is told once, with what to write instead") {
    struct Case {
        std::string entry, message, suggestion;
    };
    for (const Case& test : std::vector<Case>{
             {R"({ text = "x" })", R"(a file has no "name")", "a.txt"},
             {R"({ name = "a" })", "does not say what the file is", "text, link, symlink, twin and folder"},
             {R"({ name = "a", text = "x", folder = true })", "a file is one thing, but this one has text and folder", ""},
             {R"({ name = "a", txet = "x" })", "does not say what the file is", ""},
             {R"({ name = "../a", text = "x" })", R"("../a" is no name for a file)", "desk/a.txt"},
             {R"({ name = "/a", text = "x" })", R"("/a" is no name for a file)", ""},
             {R"({ name = "a/b/c", text = "x" })", R"("a/b/c" is no name for a file)", ""},
             {R"({ name = "", text = "x" })", R"("" is no name for a file)", ""},
             {R"({ name = "a\nb", text = "x" })", "is no name for a file", ""},
             {R"({ name = "box.key", text = "x" })", R"(there is a "box.key" in the run's folder already)", "another name"},
             {R"({ name = "post", text = "x" })", R"(there is a "post" in the run's folder already)", "one of the programs"},
             {R"({ name = "box.key/a", text = "x" })", R"("box.key" is a file, so nothing can lie in it)", ""},
             {R"({ name = "a", link = "bxo.key" })", R"(there is no file "bxo.key" at this entry)",
              R"(did you mean "box.key"?)"},
             {R"({ name = "a", link = "a" })", R"(there is no file "a" at this entry)", ""},
             {R"({ name = "d/a", link = "d" })", R"("d" is a folder)", "symlink"},
             {R"({ name = "d/a", twin = "d" })", R"("d" is a folder, and only a file can have a twin)", ""},
             {R"({ name = "a", twin = "a" })", R"(there is no file "a" at this entry)", ""},
             {R"({ name = "a", folder = false })", "a folder is one", "folder = true"},
             {R"({ name = "a", text = "{z}" })", "there is no {z}", ""},
             {R"({ name = "a", text = "{box.id}" })", "{box.id} is not known yet", ""},
             {R"({ name = "a", text = 1 })", R"("text" should be a text, but is the number 1)", ""},
             {R"({ name = "a", text = "x" }, { name = "a", text = "y" })", R"(there is a "a" in the run's folder already)",
              ""},
         }) {
        INFO(test.entry);
        const auto found = mistakes(with_lines("files = [" + test.entry + "]"));
        REQUIRE_FALSE(found.empty());
        INFO(plain_text(found[0]));
        CHECK(found[0].message.find(test.message) != std::string::npos);
        CHECK(found[0].suggestion.find(test.suggestion) != std::string::npos);
        if (test.entry.find("txet") == std::string::npos) CHECK(found.size() == 1);
    }
}
