#include "report/verdict_text.h"

#include "samples.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

using namespace ipclab;
using namespace ipclab::report;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::size_t place(std::string_view text, std::string_view part) {
    INFO(part);
    const std::size_t at = text.find(part);
    REQUIRE(at != std::string_view::npos);
    return at;
}

} // namespace

TEST_CASE("a verdict fits its terminal, in UTF-8 and in ASCII") {
    for (const int width : {80, 60}) {
        for (const bool unicode : {true, false}) {
            const std::string text = verdict_text(samples::lab_verdict(), samples::terminal(width, unicode));
            INFO(text);
            CHECK(samples::widest(text) <= width);
            CHECK((unicode || samples::is_ascii(text)));
            CHECK_FALSE(holds(text, "\x1b"));
        }
    }
}

TEST_CASE("a failure is told in order: story, cause, run, help, hint, the command that shows it again, what follows") {
    const std::string text = verdict_text(samples::lab_verdict(), samples::terminal(80));
    const std::vector<std::size_t> order = {place(text, "Sender and receiver"),
                                            place(text, "built, 1 warning"),
                                            place(text, "✓  queue-is-removed"),
                                            place(text, "✗  one-letter"),
                                            place(text, "The sender posts the line"),
                                            place(text, "error: receiver waits for ever in msgrcv"),
                                            place(text, "--> receiver.cpp:3, in main"),
                                            place(text, "What the processes did last:"),
                                            place(text, "│ waits for ever"),
                                            place(text, "help: Compare the type"),
                                            place(text, "hint: Which type"),
                                            place(text, "again: ./ipclab replay 02-1.one-letter.1f2e.0x5.1x3"),
                                            place(text, "more: ./ipclab explain deadlock"),
                                            place(text, "receiver prints nothing."),
                                            place(text, "Advice (costs no points):"),
                                            place(text, "8 of 12 points, 22 runs in 412 ms")};
    CHECK(std::ranges::is_sorted(order));
    CHECK_FALSE(holds(text, "man 2 msgop"));
}

TEST_CASE("what a general rule saw is prose: it is wrapped, not compared line by line") {
    judge::LabVerdict verdict = samples::lab_verdict();
    analysis::Finding& deadlock = verdict.scenarios[1].findings.front();
    deadlock.expected = "Every process gets what it waits for, and ends.";
    deadlock.seen =
        "receiver waits in msgrcv for a message of type 2 in Q0, which nobody is left to send.\n    Q0 holds one.";
    const std::string text = verdict_text(verdict, samples::terminal(60));
    CHECK(holds(text, "  expected  Every process gets what it waits for, and ends.\n"));
    CHECK(holds(text, "\n                Q0 holds one.\n"));
    CHECK_FALSE(holds(text, "+ seen"));
    CHECK(samples::widest(text) <= 60);
}

TEST_CASE("the table of scenarios, exactly") {
    const auto lines = samples::lines_of(verdict_text(samples::lab_verdict(), samples::terminal(60)));
    REQUIRE(lines.size() > 9);
    CHECK(lines[0] == "Sender and receiver");
    CHECK(lines[1] == "work/02-message-queues/1-sender-receiver");
    CHECK(lines[2].empty());
    CHECK(lines[3] == "  ✓  sender                                            built");
    CHECK(lines[4] == "  ✓  receiver                               built, 1 warning");
    CHECK(lines[5].empty());
    CHECK(lines[6] == "  ✓  queue-is-removed                                    4/4");
    CHECK(lines[7] == "  ✗  one-letter                                          0/4");
    CHECK(lines[8] == "  –  another-user                                  not tried");
    CHECK(lines[9] == "  ✓  general rules                                       4/4");
}

TEST_CASE("a scenario that fails like another is told once") {
    judge::LabVerdict verdict = samples::lab_verdict();
    judge::ScenarioVerdict twin = samples::failed_scenario();
    twin.name = "two-letters";
    verdict.scenarios.push_back(twin);
    const std::string text = verdict_text(verdict, samples::terminal(80));
    CHECK(holds(text, "It fails in the same way as one-letter."));
    CHECK(text.find("error: receiver waits") == text.rfind("error: receiver waits"));
}

TEST_CASE("a program that does not compile: our sentence, then the compiler's words as they are") {
    judge::LabVerdict verdict = samples::lab_verdict();
    const std::string message = "sender.cpp:4:1: error: " + std::string(90, 'e') + "\n    4 | \tint x\n      | \t^~~\n";
    verdict.builds[0].ok = false;
    verdict.builds[0].problem = "sender.cpp does not compile";
    verdict.builds[0].messages = message;
    verdict.scenarios.clear();
    verdict.points = 0;
    const std::string text = verdict_text(verdict, samples::terminal(60));
    CHECK(place(text, "error: sender.cpp does not compile") < place(text, "sender.cpp:4:1: error: " + std::string(90, 'e')));
    CHECK(holds(text, "g++ -o sender sender.cpp"));
    CHECK(holds(text, "0 of 12 points"));
}

TEST_CASE("a failure of the grader is called ours") {
    judge::LabVerdict verdict = samples::lab_verdict();
    verdict.scenarios[1].grader_error = "ptrace: Operation not permitted";
    const std::string text = verdict_text(verdict, samples::terminal(100));
    CHECK(holds(text, "one-letter: ipclab itself failed here; this does not count against the solution."));
    CHECK_FALSE(holds(text, "✗"));

    verdict = {};
    verdict.lab = "02-message-queues/1-sender-receiver";
    verdict.grader_error = "no compiler was found";
    CHECK(holds(verdict_text(verdict, samples::terminal(100)), "ipclab itself failed here"));
}

TEST_CASE("a broken rule is told once, and not again where it is the headline") {
    judge::LabVerdict verdict = samples::lab_verdict();
    analysis::Finding leak;
    leak.rule = "leaked-object";
    leak.message = "The queue Q0 was still there at the end: nobody removed it.";
    leak.help = "Remove it with msgctl(id, IPC_RMID, NULL).";
    verdict.rules = {leak, samples::failed_scenario().findings.front()};
    verdict.rule_points = 0;
    const std::string text = verdict_text(verdict, samples::terminal(80));
    CHECK(holds(text, "General rules"));
    CHECK(holds(text, "explain leaked-object"));
    CHECK(text.find("error: receiver waits") == text.rfind("error: receiver waits"));
}

TEST_CASE("several labs are summed up") {
    judge::LabVerdict full = samples::lab_verdict();
    full.lab = "02-message-queues/2-letters-by-type";
    full.points = full.of = 20;
    const std::string text = summary_text({samples::lab_verdict(), full}, samples::terminal(60));
    CHECK(text == "All labs\n"
                  "  ✗  02-message-queues/1-sender-receiver                8/12\n"
                  "  ✓  02-message-queues/2-letters-by-type               20/20\n"
                  "\n"
                  "28 of 32 points, 824 ms\n");
}
