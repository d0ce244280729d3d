/// How a mistake looks on the terminal, and how the nearest word is found.

#include "course/nearest.h"
#include "sample.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::course;

TEST_CASE("a mistake shows its sentence, its line with the place marked, and what to write") {
    const auto found = sample::mistakes(sample::with("points   = 4\nwaive", "pionts   = 4\nwaive"));
    REQUIRE(found.size() == 1);
    CHECK(plain_text(found[0]) == "error: [rules] has no key \"pionts\"\n"
                                  "  --> lab.toml:13:1\n"
                                  "   |\n"
                                  "13 | pionts   = 4\n"
                                  "   | ^^^^^^\n"
                                  "   = help: did you mean \"points\"?\n");
}

TEST_CASE("an error's text shows all mistakes and counts them") {
    try {
        sample::read("format = 1\ntitle = 3\nx = 1\n[programs]\np = [\"p\"]\n[[scenario]]\nname = \"s\"\npoints = 0\n"
                     "play = [ { start = \"p\" } ]\n");
        FAIL("it was read");
    } catch (const LabError& error) {
        const std::string text = error.what();
        CHECK(text.find("lab.toml:2:9") != std::string::npos);
        CHECK(text.find("lab.toml:3:1") != std::string::npos);
        CHECK(text.ends_with("2 mistakes in lab.toml"));
        CHECK(text.find('\x1b') == std::string::npos); // no colour
    }
}

TEST_CASE("the mark stands below the place also after Hangul and tabs") {
    Problems problems("lab.toml", "\xed\x95\x9c\xea\xb8\x80\t= 1 # \x1b[31m\n");
    problems.add({{1, 4}, {1, 5}}, "here");
    try {
        problems.throw_if_any();
        FAIL("nothing was thrown");
    } catch (const LabError& error) {
        const std::string text = plain_text(error.problems()[0]);
        // Two Hangul syllables of two columns each, and the tab as one blank: five columns before the mark.
        CHECK(text.find("\n  |      ^\n") != std::string::npos);
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find('\t') == std::string::npos);
    }
}

TEST_CASE("a placeholder is marked within its text") {
    const auto found = sample::mistakes(sample::with("\"3:{a}\"", "\"3:{aa}\""));
    REQUIRE(found.size() == 1);
    const std::string line = found[0].line_text;
    CHECK(found[0].place.column == static_cast<int>(line.find("{aa}")) + 1);
    CHECK(found[0].width == 4);
}

TEST_CASE("a placeholder in a text over several lines is marked in its own line") {
    const auto found = sample::mistakes(
        sample::with("story    = \"Three letters, {a} first.\"", "story    = \"\"\"\nThree\nletters {q}\n\"\"\""));
    REQUIRE(found.size() == 1);
    CHECK(found[0].place.line == sample::line_of("story") + 2);
    CHECK(found[0].line_text == "letters {q}");
    CHECK(found[0].place.column == 9);
}

TEST_CASE("a mark never reaches past its line") {
    const auto found = sample::mistakes(sample::with("story    = \"Three letters, {a} first.\"", "story    = [\n1,\n2]"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].width == 1);
}

TEST_CASE("the nearest word is one that could have been meant") {
    const std::vector<std::string> words{"stdout", "stderr_has", "exit", "expect"};
    CHECK(nearest("sdtout", words) == "stdout"); // swapped letters are one slip
    CHECK(nearest("STDOUT", words) == "stdout");
    CHECK(nearest("exits", words) == "exit");
    CHECK(nearest("expct", words) == "expect");
    CHECK_FALSE(nearest("colour", words).has_value());
    CHECK_FALSE(nearest("", words).has_value());
    CHECK_FALSE(nearest("x", {"y"}).has_value());
    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(did_you_mean("zzz", {"a", "b", "c"}, "the letters") == "the letters: a, b and c");
}
