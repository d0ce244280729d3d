// The list of rules itself, and its pages.

#include "findings.h"
#include "trace_builder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

using namespace ipclab;
using namespace ipclab::analysis::test;

namespace {

/// Findings that come from a lab's expectations, not from a rule; they have pages too.
const std::set<std::string> expectations{"does-not-compile", "missing-call", "wrong-exit", "wrong-object", "wrong-output"};

std::set<std::string> pages() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(IPCLAB_RULE_PAGES))
        if (entry.path().extension() == ".md") names.insert(entry.path().stem());
    return names;
}

} // namespace

TEST_CASE("each rule and each kind of expectation has a page, and each page belongs to one") {
    auto expected = expectations;
    for (const auto& rule : analysis::rules())
        expected.insert(std::string(rule.id));
    CHECK(pages() == expected);
}

TEST_CASE("a page is short, and says what, how it looks and how to mend it") {
    for (const auto& name : pages()) {
        INFO(name);
        std::ifstream file(std::filesystem::path(IPCLAB_RULE_PAGES) / (name + ".md"));
        std::string text, line;
        std::size_t lines = 0; // of prose: an example is as long as its run
        bool example = false;
        while (std::getline(file, line)) {
            text += line + "\n";
            if (line.starts_with("```")) example = !example;
            if (example || line.starts_with("<!--")) continue;
            ++lines;
            CHECK(line.size() <= 125);
        }
        CHECK(lines >= 20);
        CHECK(lines <= 50);
        CHECK(text.starts_with("# " + name + "\n"));
        for (const auto* heading : {"## What it means", "## How it looks", "## How to mend it", "## Read on"})
            CHECK_THAT(text, ContainsSubstring(heading));
    }
}

TEST_CASE("rules are found by their ids, which are all different") {
    std::set<std::string_view> ids;
    for (const auto& rule : analysis::rules()) {
        CHECK(ids.insert(rule.id).second);
        CHECK(analysis::find_rule(rule.id) == &rule);
        CHECK_FALSE(rule.summary.empty());
    }
    CHECK(analysis::find_rule("no-such-rule") == nullptr);
}

TEST_CASE("errors come before advice, and a waived rule is not applied") {
    Story story;
    auto a = story.actor("A");
    a.line(3).makes_queue(0x41, 0); // odd-mode, an advice here; and a leak, an error
    a.exits(0);
    const auto trace = story.ends();
    const auto all = analysis::apply(trace);
    REQUIRE(all.size() == 2);
    CHECK(all[0].rule == "leaked-object");
    CHECK(all[1].rule == "odd-mode");
    const auto some = analysis::apply(trace, {"leaked-object"});
    REQUIRE(some.size() == 1);
    CHECK(some[0].rule == "odd-mode");
}

TEST_CASE("a waiting process without a Blocked event, stopped for example, breaks no rule") {
    Story story;
    auto a = story.actor("A");
    a.makes_queue(0x41);
    for (const auto outcome : {trace::Outcome::deadlock, trace::Outcome::stuck, trace::Outcome::step_not_reached,
                               trace::Outcome::finished, trace::Outcome::livelock}) {
        auto trace = story.ends(outcome);
        trace::Waiting stopped;
        stopped.task = a.id();
        stopped.waits_for.what = trace::WaitsFor::What::unmodelled;
        trace.waiting = {stopped};
        trace.left_processes = {a.id()};
        for (const auto& finding : analysis::apply(trace))
            CHECK_FALSE(finding.message.empty());
    }
}

TEST_CASE("an empty run has no findings") { CHECK(analysis::apply(Story().ends()).empty()); }
