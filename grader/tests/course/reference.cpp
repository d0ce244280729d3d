/// The page that instructors read must say what the reader does.

#include "course/text_file.h"
#include "course/vocabulary.h"
#include "sample.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::course;

namespace {

const std::string& page() {
    static const std::string text = read_text_file(IPCLAB_LAB_TOML_PAGE, 1024 * 1024);
    return text;
}

/// What stands between ```LANGUAGE and ``` for the nth time, from 0 on.
std::string block(const std::string& language, int nth) {
    std::size_t at = 0;
    for (int i = 0; i <= nth; ++i)
        at = page().find("```" + language + "\n", at) + language.size() + 4;
    return page().substr(at, page().find("```", at) - at);
}

std::string whole_lab() { return block("toml", 0); }

/// The whole lab of the page with other expectations, and the actors and keys that the page's examples speak of.
std::string with_expectations(const std::string& expect) {
    std::string text = whole_lab();
    text.replace(text.find("[rules]"), 0,
                 "locks = { kind = \"semaphores\", proj = 1 }\npage = { kind = \"segment\", proj = 1 }\n");
    const std::size_t play = text.find("  { start = \"post\"");
    text.insert(play, "  { start = \"post\", as = \"A\" },\n  { start = \"post\", as = \"B\" },\n"
                      "  { start = \"collect\", as = \"narrow\" },\n");
    const std::size_t begin = text.find("expect ");
    return text.replace(begin, text.find("hints ") - begin, expect);
}

} // namespace

TEST_CASE("the page's examples are read") {
    CHECK(sample::read(whole_lab()).points() == 8);
    for (const int nth : {6, 7, 8, 9, 10}) {
        const std::string text = with_expectations(block("toml", nth));
        INFO(text);
        const auto found = sample::mistakes(text);
        INFO((found.empty() ? "" : plain_text(found[0])));
        CHECK(found.empty());
    }
    // Something given beforehand, and a play with a fault in it.
    std::string given = whole_lab();
    given.replace(given.find("[rules]"), 0, "page = { kind = \"segment\", proj = 1 }\n");
    given.insert(given.find("play "), block("toml", 2));
    given.insert(given.find("play "), block("toml", 3));
    CHECK(sample::read(given).scenarios[0].given.size() == 2);
    CHECK(sample::read(given).scenarios[0].files.size() == 4);
    std::string faulted = whole_lab();
    faulted.replace(faulted.find("[rules]"), 0, "locks = { kind = \"semaphores\", proj = 1 }\n");
    faulted.replace(faulted.find("[keys]"), 0, "worker = \"worker\"\n");
    const std::size_t play = faulted.find("play ");
    const std::size_t hints = faulted.find("hints ");
    const std::string look = faulted.substr(0, play) + block("toml", 4) + faulted.substr(hints);
    CHECK(std::holds_alternative<Look>(sample::read(look).scenarios[0].play[2].action));
    faulted.replace(play, hints - play, block("toml", 5) + "expect = [ { actor = \"B\", exit = 0 } ]\n");
    CHECK(std::holds_alternative<Fault>(sample::read(faulted).scenarios[0].play[1].action));
    const std::string programs = block("toml", 1);
    std::string text = whole_lab();
    const std::size_t begin = text.find("post     = [\"post\"]");
    text.replace(begin, text.find("[keys]") - begin, programs + "\n");
    CHECK(sample::read(text).programs.size() == 3);
}

TEST_CASE("the page's error message is the one that is shown") {
    std::string text = whole_lab();
    text.replace(text.find("expect "), 6, "expcet");
    const auto found = sample::mistakes(text);
    REQUIRE(found.size() == 1);
    CHECK(plain_text(found[0]) == block("text", 0));
}

TEST_CASE("the page names every call, field, state and key") {
    const auto names = [](std::string_view name) {
        INFO(name);
        CHECK(page().find("`" + std::string(name) + "`") != std::string::npos);
    };
    for (const CallWords& call : calls()) {
        names(call.name);
        for (const CallField& field : call.fields)
            names(field.name);
    }
    for (const auto kind : {Key::Kind::queue, Key::Kind::semaphores, Key::Kind::segment})
        for (const StateField& field : state_fields(kind))
            names(field.name);
    for (const std::string& call : waitable_calls())
        names(call);
    for (const char* key :
         {"format",        "title",    "[programs]", "[keys]",  "[rules]",   "[[scenario]]", "kind",       "file",
          "proj",          "points",   "waive",      "name",    "story",     "values",       "explore",    "play",
          "expect",        "hidden",   "hints",      "as",      "args",      "stdin",        "env",        "call",
          "nth",           "group",    "because",    "stdout",  "has_lines", "lacks_lines",  "stderr_has", "exit",
          "signal",        "succeeds", "fails",      "times",   "error",     "exists",       "mode",       "at_least",
          "at_most",       "exactly",  "given",      "needs",   "ids",       "sleepers",     "object",     "owner",
          "messages",      "size",     "filled",     "values",  "cwd",       "before",       "after",      "when_blocked",
          "while_holding", "at",       "errno",      "look",    "all_of",    "one_of",       "lines",      "in_order",
          "text",          "files",    "link",       "symlink", "folder"})
        names(key);
}
