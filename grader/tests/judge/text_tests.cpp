// Texts that programs have made, judged by their lines: of one actor, of several together, of files.

#include "judge/expectations.h"

#include "sketch.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab;
using namespace ipclab::judge;
using analysis::Finding;
using Lines = std::vector<std::string>;

namespace {

template <class What>
std::vector<Finding> check_one(const Sketch& sketch, const std::vector<std::string>& actors, What what) {
    course::Scenario scenario;
    scenario.expect.push_back({actors, false, std::move(what), "", {}});
    return check(scenario, lab_with_box(), sketch.trace, {{"a", "hazel"}, {"b", "maple"}});
}

std::string message(const std::vector<Finding>& findings) { return findings.empty() ? "" : findings.front().message; }

course::ExpectTogether together(std::optional<Lines> lines, Lines in_order = {}) {
    return {std::move(lines), {}, {}, std::move(in_order)};
}

} // namespace

TEST_CASE("lines in order may have others between them", "[text]") {
    Sketch sketch;
    const auto a = sketch.starts("A");
    sketch.prints(a, "hazel\nelm\nmaple  \nhazel\n");
    sketch.exits(a);
    const auto in_order = [&](Lines lines) {
        course::ExpectActor expect;
        expect.in_order = std::move(lines);
        return message(check_one(sketch, {"A"}, expect));
    };
    CHECK(in_order({"{a}", "{b}"}).empty());
    CHECK(in_order({"{a}", "{b}", "{a}"}).empty());
    CHECK(in_order({"elm", "hazel"}).empty());
    CHECK(in_order({"{b}", "elm"}) ==
          "in the output of A, the line \"elm\" should come after the line \"maple\", but comes before it");
    CHECK(in_order({"{b}", "{b}"}) == "in the output of A, the line \"maple\" is missing after the line \"maple\"");
    CHECK(in_order({"oak", "elm"}) == "in the output of A, the line \"oak\" is missing");
    CHECK(in_order({"elm", "oak"}) == "in the output of A, the line \"oak\" is missing after the line \"elm\"");
}

TEST_CASE("what several print is put together line by line", "[text]") {
    Sketch sketch;
    const auto a = sketch.starts("A"), b = sketch.starts("B"), other = sketch.starts("C");
    sketch.prints(a, "ha");
    sketch.prints(b, "maple\n");
    sketch.prints(other, "not theirs\n");
    sketch.prints(a, "zel\n");
    sketch.prints(b, "elm");
    sketch.exits(a);
    sketch.exits(b);
    const auto judged = [&](const course::ExpectTogether& expect) { return check_one(sketch, {"A", "B"}, expect); };
    CHECK(judged(together(Lines{"{a}", "{b}", "elm"})).empty());
    CHECK(judged(together(Lines{"elm", "{b}", "{a}"})).empty());
    CHECK(judged(together({}, {"{b}", "{a}", "elm"})).empty());
    CHECK(message(judged(together({}, {"{a}", "{b}"}))) ==
          "in the output of A and B, the line \"maple\" should come after the line \"hazel\", but comes before it");
    const auto missing = judged(together(Lines{"{a}", "{b}", "elm", "oak"}));
    REQUIRE(missing.size() == 1);
    CHECK(missing[0].rule == wrong_output);
    CHECK(missing[0].message == "in the output of A and B, the line \"oak\" is missing");
    CHECK(missing[0].expected == "hazel\nmaple\nelm\noak\n");
    CHECK(missing[0].seen == "maple\nhazel\nelm\n");
    const auto extra = judged(together(Lines{"{a}", "elm"}));
    CHECK(message(extra) == "in the output of A and B, the line \"maple\" should not be there");
    CHECK(extra[0].evidence == std::vector<trace::EventIndex>{4});
    CHECK(message(judged(together(Lines{"{a}", "{a}", "elm"}))) ==
          "in the output of A and B, the line \"hazel\" should be there twice, but is there once, and the line \"maple\" "
          "should not be there");
    CHECK(message(judged(together(Lines{"x", "y", "{a}", "{b}", "elm"}))) ==
          "in the output of A and B, the line \"x\" is missing (1 more is wrong)");
    course::ExpectTogether has;
    has.has_lines = {"oak"};
    CHECK(message(judged(has)) == "A and B should print the line \"oak\", but do not");
    has = {};
    has.lacks_lines = {"elm"};
    CHECK(message(judged(has)) == "A and B should not print the line \"elm\", but do");
}

TEST_CASE("several that print nothing have a reason, if one of them has", "[text]") {
    Sketch sketch;
    const auto a = sketch.starts("A"), b = sketch.starts("B");
    sketch.exits(a);
    sketch.dies(b, SIGSEGV);
    const auto findings = check_one(sketch, {"A", "B"}, together(Lines{"x", "y"}));
    CHECK(message(findings) == "A and B should print 2 lines, but printed nothing: of B, it was ended by SIGSEGV");
    CHECK(findings.at(0).evidence == std::vector<trace::EventIndex>{3});
    CHECK(check_one(sketch, {"A", "B"}, together(Lines{})).empty());
}

TEST_CASE("a file at the end is judged as an output is", "[text]") {
    using Is = trace::FileLeft::Is;
    Sketch sketch;
    sketch.trace.left_files = {
        {"out", Is::regular, "hazel\nmaple"}, {"empty", Is::regular, ""},     {"gone", Is::missing, ""},
        {"folder", Is::another, ""},          {"secret", Is::unreadable, ""}, {"large", Is::too_large, ""}};
    const auto has = [&](const std::string& file, const std::string& text) {
        course::ExpectFile expect{
            .file = file, .exists = {}, .text = text, .has_lines = {}, .lacks_lines = {}, .in_order = {}};
        return check_one(sketch, {}, expect);
    };
    const auto exists = [&](const std::string& file, bool there) {
        course::ExpectFile expect{
            .file = file, .exists = there, .text = {}, .has_lines = {}, .lacks_lines = {}, .in_order = {}};
        return message(check_one(sketch, {}, expect));
    };
    CHECK(has("out", "{a}\n{b}\n").empty());
    const auto wrong = has("out", "{a}\noak\n");
    CHECK(message(wrong) == "in the file out, line 2 should be \"oak\", but is \"maple\"");
    CHECK(wrong.at(0).rule == wrong_output);
    CHECK(wrong.at(0).expected == "hazel\noak\n");
    CHECK(wrong.at(0).seen == "hazel\nmaple");
    CHECK(has("empty", "").empty());
    CHECK(message(has("empty", "x\n")) == "the file empty should have a line, but is empty");
    CHECK(message(has("gone", "x\n")) == "the file gone should be there at the end, but is not there");
    CHECK(message(has("folder", "x\n")).find("but is no file: a folder") != std::string::npos);
    CHECK(message(has("secret", "x\n")).find("not to be read") != std::string::npos);
    CHECK(message(has("large", "x\n")).find("larger than 256 KiB") != std::string::npos);
    CHECK(exists("out", true).empty());
    CHECK(exists("gone", false).empty());
    CHECK(exists("out", false) == "the file out should not be there at the end, but is");
    CHECK(exists("folder", false) == "the file folder should not be there at the end, but is");
    CHECK_FALSE(exists("gone", true).empty());
    course::ExpectFile lines;
    lines.file = "out";
    lines.has_lines = {"oak"};
    CHECK(message(check_one(sketch, {}, lines)) == "the file out should have the line \"oak\", but does not");
    lines.has_lines = {};
    lines.lacks_lines = {"{b}"};
    CHECK(message(check_one(sketch, {}, lines)) == "the file out should not have the line \"maple\", but does");
    lines.lacks_lines = {};
    lines.in_order = {"{b}", "{a}"};
    CHECK(message(check_one(sketch, {}, lines)) ==
          "in the file out, the line \"hazel\" should come after the line \"maple\", but comes before it");
}
