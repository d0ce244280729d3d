#include "judge/grade.h"

#include "course/read_lab.h"

#include "folder.h"

#include <array>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace ipclab;
using namespace ipclab::judge;

namespace {

constexpr auto lab_text = R"(
format = 1
title  = "Test"
[programs]
put  = ["put"]
take = ["take"]
[keys]
box  = { kind = "queue", file = "box.key", proj = "B" }
[rules]
points = 4
[[scenario]]
name   = "one-after-the-other"
points = 3
story  = "Somebody puts {a}."
values = { a = { word = 6 } }
play   = [
  { start = "put",  args = ["{box.file}", "{a}"] },
  { until = "put",  state = "exited" },
  { start = "take", args = ["{box.file}"] },
]
expect = [ { actor = "take", stdout = "{a}\n", exit = 0 } ]
hints  = ["{a} is {a}"]
[[scenario]]
name   = "at-once"
points = 2
story  = "Both."
values = { b = { word = 5 } }
play   = [
  { start = "take", args = ["{box.file}"] },
  { start = "put",  args = ["{box.file}", "{b}"] },
]
expect = [ { actor = "take", stdout = "{b}\n" } ]
)";

constexpr auto put = R"(#include <stdio.h>
#include <string.h>
#include <sys/msg.h>
struct letter { long type; char text[64]; };
int main(int argc, char **argv) {
    struct letter letter = { TYPE, "" };
    int box = msgget(ftok(argv[1], 'B'), IPC_CREAT | 0600);
    if (argc < 3 || box == -1) { perror("msgget"); return 1; }
    strcpy(letter.text, argv[2]);
    return msgsnd(box, &letter, strlen(argv[2]), 0) == -1;
}
)";

constexpr auto take = R"(#include <stdio.h>
#include <sys/msg.h>
struct letter { long type; char text[64]; };
int main(int argc, char **argv) {
    struct letter letter;
    int box = msgget(ftok(argv[argc - 1], 'B'), IPC_CREAT | 0600);
    long size = msgrcv(box, &letter, sizeof letter.text, 1, 0);
    if (box == -1 || size == -1) { perror("msgrcv"); return 1; }
    printf("%.*s\n", (int)size, letter.text);
    END
    return 0;
}
)";

std::string with(std::string text, const std::string& word, const std::string& by) {
    return text.replace(text.find(word), word.size(), by);
}

/// A lab, a submission for it, and a machine that can run it.
struct Course {
    Workshop workshop;
    course::Lab lab = course::read_lab_text(lab_text, "lab.toml", "09-test/1-test");

    Course() {
        if (!engine::probe().can_run()) SKIP("this machine cannot run programs under control");
        write("1", "if (msgctl(box, IPC_RMID, 0) == -1) return 1;");
    }
    void write(const std::string& type, const std::string& end) const {
        workshop.submission.write("put.c", with(put, "TYPE", type));
        workshop.submission.write("take.c", with(take, "END", end));
    }
    [[nodiscard]] GradeRequest request() const {
        GradeRequest request;
        request.lab = lab;
        request.folder = workshop.submission.path();
        request.cache = workshop.cache.path();
        request.seed = 42;
        return request;
    }
    [[nodiscard]] ScenarioVerdict replay(const std::string& token) const {
        ReplayRequest request{lab, workshop.submission.path(), workshop.cache.path(), parse_token(token), {}, {}};
        return judge::replay(request);
    }
};

} // namespace

TEST_CASE("a right solution wins all points", "[grade]") {
    const Course course;
    auto request = course.request();
    int told = 0;
    request.progress = [&](const Progress& progress) {
        ++told;
        CHECK(progress.number <= progress.of);
        CHECK(progress.run <= progress.runs);
    };
    const auto verdict = grade(request);
    INFO(to_json({verdict}));
    CHECK(verdict.full());
    CHECK(verdict.built());
    CHECK(verdict.points == 9);
    CHECK(verdict.seed == "0000002a");
    CHECK(verdict.scenarios[0].coverage == "the only order");
    CHECK(verdict.scenarios[1].coverage == "all 2 orders"); // either may make the queue
    CHECK_FALSE(verdict.scenarios[1].shown);
    CHECK(verdict.scenarios[0].story.find('{') == std::string::npos);
    CHECK(verdict.scenarios[0].hints[0].find('{') == std::string::npos);
    CHECK(told >= 2 + verdict.scenarios[0].runs + verdict.scenarios[1].runs);

    const auto again = course.replay(verdict.scenarios[1].token);
    CHECK(again.passed());
    CHECK(again.shown); // a replay is there to be looked at
}

TEST_CASE("a deadlock loses its scenario and the rule points, and its token shows it again", "[grade]") {
    const Course course;
    course.write("2", "if (msgctl(box, IPC_RMID, 0) == -1) return 1;");
    const auto verdict = grade(course.request());
    INFO(to_json({verdict}));
    CHECK(verdict.points == 0);
    CHECK(verdict.of == 9);
    const auto& scenario = verdict.scenarios.at(0);
    REQUIRE(scenario.shown);
    CHECK(scenario.shown->outcome == trace::Outcome::deadlock);
    REQUIRE(scenario.findings.size() >= 2);
    CHECK(scenario.findings[0].rule == "deadlock");
    CHECK(scenario.findings[1].rule == "wrong-output");

    const auto again = course.replay(scenario.token);
    CHECK(trace::normalised(*again.shown) == trace::normalised(*scenario.shown));
    CHECK(again.findings.at(0).message == scenario.findings[0].message);
}

TEST_CASE("a leak costs the rule points alone", "[grade]") {
    const Course course;
    course.write("1", "");
    const auto verdict = grade(course.request());
    INFO(to_json({verdict}));
    CHECK(verdict.points == 5);
    CHECK(verdict.rule_points == 0);
    CHECK(verdict.rules.at(0).rule == "leaked-object");
    CHECK(verdict.scenarios[0].passed());
    CHECK(verdict.scenarios[0].shown);
    CHECK(verdict.scenarios[1].coverage == "all 2 orders"); // other orders may be worse
}

TEST_CASE("a crash loses", "[grade]") {
    const Course course;
    course.write("1", "if (msgctl(box, IPC_RMID, 0) == -1) return 1;\n    fflush(stdout); *(volatile int *)0 = 1;");
    const auto verdict = grade(course.request());
    INFO(to_json({verdict}));
    CHECK(verdict.points == 0);
    CHECK(verdict.scenarios[0].findings.at(0).rule == "crashed");
}

TEST_CASE("what does not compile loses the scenarios that need it", "[grade]") {
    const Course course;
    course.workshop.submission.write("put.c", "int main(void) { return 0 }\n");
    auto verdict = grade(course.request());
    CHECK_FALSE(verdict.built());
    CHECK(verdict.points == 0);
    CHECK(verdict.scenarios.at(0).findings.at(0).rule == "does-not-compile");
    CHECK(verdict.scenarios[0].findings[0].message == "put.c does not compile: there is an error on line 1");
    CHECK_FALSE(verdict.grader_error);

    std::filesystem::remove(course.workshop.submission.path() / "put.c");
    verdict = grade(course.request());
    CHECK(verdict.points == 0);
    CHECK(verdict.of == 9);
    CHECK_FALSE(verdict.builds.at(0).problem.empty());

    auto nowhere = course.request();
    nowhere.folder /= "no-such-folder";
    verdict = grade(nowhere);
    CHECK(verdict.points == 0);
    CHECK_FALSE(verdict.grader_error);
    CHECK_FALSE(verdict.builds.at(1).problem.empty());
}

TEST_CASE("a token is refused when the programs have changed", "[grade]") {
    const Course course;
    const auto token = grade(course.request()).scenarios.at(0).token;
    course.write("3", "");
    CHECK_THROWS_AS(course.replay(token), ReplayRefused);
    course.workshop.submission.write("put.c", "int main(void) { return 0 }\n");
    CHECK_THROWS_AS(course.replay(token), ReplayRefused);
    CHECK_THROWS_AS(course.replay("09-test/1-test:no-such:0000002a:fixed:00000000"), ReplayRefused);
    CHECK_THROWS_AS(course.replay("09-test/2-other:at-once:0000002a:fixed:00000000"), ReplayRefused);
    CHECK_THROWS_AS(course.replay("09-test/1-test:at-once:xyz:fixed:00000000"), ReplayRefused);
    CHECK_THROWS_AS(course.replay("09-test/1-test:at-once:0000002a:what:00000000"), ReplayRefused);
}

TEST_CASE("the same seed gives the same verdict", "[grade]") {
    const Course course;
    course.write("2", "");
    const auto told = [&] {
        std::string all;
        for (const auto& scenario : grade(course.request()).scenarios) {
            all += scenario.token + " " + trace::fingerprint(scenario.shown.value()) + "\n";
            for (const auto& finding : scenario.findings)
                all += finding.rule + ": " + finding.message + "\n";
        }
        return all;
    };
    CHECK(told() == told());
}

TEST_CASE("grading can be interrupted, and says so", "[grade]") {
    const Course course;
    // Hangs on by a schedule that is long: each of these makes thousands of calls.
    course.write(
        "1", "for (int i = 0; i < 20000; ++i) msgctl(box, IPC_STAT, &(struct msqid_ds){0});\n    msgctl(box, IPC_RMID, 0);");
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const auto grader = ::fork();
    REQUIRE(grader >= 0);
    if (grader == 0) {
        auto request = course.request();
        request.progress = [&](const Progress& progress) {
            if (progress.stage == Progress::Stage::running && ::write(ends[1], "r", 1) != 1) ::_exit(98);
        };
        try {
            grade(request);
        } catch (const Interrupted&) {
            ::_exit(42);
        } catch (...) {
        }
        ::_exit(99);
    }
    char byte = 0;
    REQUIRE(::read(ends[0], &byte, 1) == 1);
    ::kill(grader, SIGINT);
    int status = 0;
    REQUIRE(::waitpid(grader, &status, 0) == grader);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 42);
    ::close(ends[0]);
    ::close(ends[1]);
}
