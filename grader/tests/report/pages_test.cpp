#include "report/pages.h"

#include "samples.h"
#include "well_formed.h"

#include <memory>

#include <catch2/catch_test_macros.hpp>

using namespace ipclab;
using namespace ipclab::report;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The part that is made of what was found.
std::string main_of(const std::string& page) {
    const std::size_t from = page.find("<main>"), to = page.find("</main>");
    return page.substr(from, to + 7 - from);
}

judge::Seen seen(const std::shared_ptr<const trace::Trace>& run, std::string rule, analysis::Level level) {
    analysis::Finding finding;
    finding.rule = std::move(rule);
    finding.level = level;
    finding.message = "what " + finding.rule + " says";
    finding.evidence = {2};
    return {finding, run, {"pick-0x3", "1f"}, {}};
}

} // namespace

TEST_CASE("pages: a grading has its points, each scenario with its state, and pictures of the runs that are shown") {
    const VerdictOptions options{.folder = {}, .command = "./ipclab", .replay_options = " --in there"};
    const std::string page = grade_page({samples::lab_verdict()}, {options});
    CHECK(samples::what_is_wrong_with(main_of(page)) == "");
    CHECK(holds(page, "<h1>Sender and receiver</h1>"));
    CHECK(holds(page, "8 of 12 points"));
    CHECK(holds(page, "class=\"run right\" id=\"run0\""));
    CHECK(holds(page, "class=\"run wrong\" id=\"run1\""));
    CHECK(holds(page, "class=\"run untried\" id=\"run2\""));
    CHECK(holds(page, "Not tried: it needs a second user id"));
    CHECK(holds(page, "./ipclab replay 02-1.one-letter.1f2e.0x5.1x3 --in there"));
    CHECK(samples::count_of(page, "svg") == 1);
    CHECK(holds(page, "<g id=\"r1e"));
    // Several labs are told apart.
    const std::string both = grade_page({samples::lab_verdict(), samples::lab_verdict()}, {options, options});
    CHECK(holds(both, "16 of 24 points"));
    CHECK(holds(both, "02-message-queues/1-sender-receiver: one-letter"));
    CHECK(samples::what_is_wrong_with(main_of(both)) == "");
}

TEST_CASE("pages: the compiler's words stand once, however many scenarios they cost") {
    judge::LabVerdict verdict = samples::lab_verdict();
    verdict.builds.front() = {
        "sender", {"sender.cpp"}, "g++", false, "sender.cpp:3: error: no such thing\n", "it does not compile"};
    analysis::Finding unbuilt;
    unbuilt.rule = "does-not-compile";
    unbuilt.message = "it does not compile";
    unbuilt.seen = verdict.builds.front().messages;
    for (judge::ScenarioVerdict& scenario : verdict.scenarios) {
        scenario.shown.reset();
        scenario.points = 0;
        scenario.findings = {unbuilt};
    }
    const std::string page = grade_page({verdict}, {{}});
    const std::size_t at = page.find("no such thing");
    REQUIRE(at != std::string::npos);
    CHECK(page.find("no such thing", at + 1) == std::string::npos);
}

TEST_CASE("pages: findings of one run stand together, and a clean check shows its first run") {
    const auto first = std::make_shared<const trace::Trace>(samples::deadlocked());
    const auto second = std::make_shared<const trace::Trace>(samples::crowd(2));
    judge::CheckVerdict verdict;
    verdict.tried = "all 12 orders";
    verdict.first = first;
    const CheckOptions options{"./ipclab", "./sender box.key : './a receiver'"};
    const std::string clean = check_page(verdict, options);
    CHECK(holds(clean, "No error; tried: all 12 orders"));
    CHECK(holds(clean, "class=\"run right\" id=\"run0\""));
    CHECK(samples::count_of(clean, "svg") == 1);

    verdict.findings = {seen(first, "deadlock", analysis::Level::error),
                        seen(first, "leaked-object", analysis::Level::error),
                        seen(second, "polling", analysis::Level::advice)};
    const std::string page = check_page(verdict, options);
    CHECK(samples::what_is_wrong_with(main_of(page)) == "");
    CHECK(holds(page, "2 errors; tried"));
    CHECK(samples::count_of(page, "svg") == 2);
    CHECK(holds(page, "what leaked-object says"));
    CHECK(holds(page, "class=\"run plain\" id=\"run1\""));
    CHECK(holds(page, "./ipclab check --schedule pick-0x3@1f -- ./sender box.key : &#39;./a receiver&#39;"));
    verdict.error = "no more memory";
    CHECK(holds(check_page(verdict, options), "no more memory"));
}

TEST_CASE("pages: a run that nobody judged opens where it got stuck, or at its beginning") {
    const trace::Trace trace = samples::deadlocked();
    const std::string page = trace_page(trace, "./sender : ./receiver");
    CHECK(holds(page, "<code>deadlock</code>"));
    CHECK(holds(page, "href=\"#r0e" + std::to_string(trace.waiting.front().blocked) + "\""));
    const std::string well = trace_page(samples::crowd(2), "./worker");
    CHECK_FALSE(holds(well, "class=\"finding"));
    CHECK(holds(well, "\"open\":0"));
    const judge::ScenarioVerdict failed = samples::failed_scenario();
    const std::string replayed = replay_page("02-message-queues/1-sender-receiver", failed, {});
    CHECK(holds(replayed, "A run that was played again"));
    CHECK(samples::what_is_wrong_with(main_of(replayed)) == "");
    CHECK_FALSE(holds(replayed, "of 4 points"));
}
