// Scenarios in which something is done to the programs, or is there before them.

#include "course/read_lab.h"
#include "engine/fault.h"
#include "judge/grade.h"

#include "folder.h"

#include <algorithm>

using namespace ipclab;
using namespace ipclab::judge;

namespace {

constexpr auto head = R"(
format = 1
title  = "Test"
[programs]
worker = ["worker"]
reader = ["reader"]
[keys]
lock   = { kind = "semaphores", file = "lock.key", proj = "L" }
page   = { kind = "segment", file = "lock.key", proj = "P" }
box    = { kind = "queue", file = "lock.key", proj = "B" }
[[scenario]]
name   = "one"
points = 3
waive  = ["leaked-object", "unchecked-failure"]
)";

/// Takes the lock, says so, gives it back; with "get" and "put" a letter; with "here" it tells whether its key's file is there.
constexpr auto worker = R"(#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <unistd.h>
struct letter { long type; char text[64]; };
static int change(int set, int by) {
    struct sembuf operation = { 0, (short)by, UNDO };
    int result;
    do result = semop(set, &operation, 1); while (result == -1 && errno == EINTR && RETRY);
    return result;
}
int main(int argc, char **argv) {
    if (argc > 2 && strcmp(argv[2], "here") == 0) return puts(access(argv[1], F_OK) == 0 ? "here" : "not here") < 0;
    struct letter letter = { 1, "x" };
    if (argc > 2 && strcmp(argv[2], "get") == 0) {
        int box = msgget(ftok(argv[1], 'B'), 0);
        if (box == -1) { puts(strerrorname_np(errno)); return 1; }
        printf("id above zero: %d, no place in the table: %d\n", box > 0, box >= 32768);
        if (msgrcv(box, &letter, sizeof letter.text, 0, IPC_NOWAIT) == -1) { puts(strerrorname_np(errno)); return 1; }
        printf("%s\n", letter.text);
        return 0;
    }
    int set = semget(ftok(argv[1], 'L'), 1, IPC_CREAT | IPC_EXCL | 0600);
    if (set == -1) set = semget(ftok(argv[1], 'L'), 1, 0);
    else if (change(set, 1) == -1) return 1;
    if (change(set, -1) == -1) { puts("interrupted"); return 1; }
    puts("mine");
    return change(set, 1) == -1;
}
)";

std::string with(std::string text, const std::string& word, const std::string& by) {
    return text.replace(text.find(word), word.size(), by);
}

struct Course {
    Workshop workshop;

    explicit Course(const std::string& undo = "SEM_UNDO", const std::string& retry = "1") {
        if (!engine::probe().can_run()) SKIP("this machine cannot run programs under control");
        workshop.submission.write("worker.c", with(with(worker, "UNDO", undo), "RETRY", retry));
    }
    [[nodiscard]] static course::Lab lab(const std::string& scenario) {
        return course::read_lab_text(head + scenario, "lab.toml", "09-test/1-test");
    }
    [[nodiscard]] ScenarioVerdict grade(const std::string& scenario) const {
        GradeRequest request;
        request.lab = lab(scenario);
        request.folder = workshop.submission.path();
        request.cache = workshop.cache.path();
        request.seed = 42;
        request.runs = 40;
        auto verdict = judge::grade(request);
        REQUIRE(verdict.scenarios.size() == 1);
        INFO(verdict.scenarios[0].grader_error.value_or(verdict.grader_error.value_or("")));
        CHECK_FALSE(verdict.scenarios[0].grader_error);
        return std::move(verdict.scenarios[0]);
    }
    [[nodiscard]] ScenarioVerdict replay(const std::string& scenario, const std::string& token) const {
        return judge::replay({lab(scenario), workshop.submission.path(), workshop.cache.path(), parse_token(token), {}, {}});
    }
};

std::vector<std::string> struck(const trace::Trace& trace) {
    std::vector<std::string> texts;
    for (const auto& event : trace.events)
        if (const auto* faulted = std::get_if<trace::Faulted>(&event.what)) texts.push_back(faulted->fault);
    return texts;
}

/// The semaphore is made once, so that it is 1 before A is killed; without SEM_UNDO in its making, or that would be undone too.
constexpr auto kill_holder = R"(given  = [ { object = "lock", values = [1] } ]
play   = [
  { start = "worker", as = "A", args = ["{lock.file}"] },
  { kill = "A", while_holding = { sem = "lock", num = 0 } },
  { start = "worker", as = "B", args = ["{lock.file}"] },
]
expect = [ { actor = "A", signal = "SIGKILL" }, { actor = "B", stdout = "mine\n", exit = 0 } ]
)";

} // namespace

TEST_CASE("a holder is killed: with SEM_UNDO the next one gets the lock, without it waits for ever") {
    const auto right = Course{}.grade(kill_holder);
    CHECK(right.points == 3);
    const Course wrong{"0"};
    const auto verdict = wrong.grade(kill_holder);
    CHECK(verdict.points == 0);
    REQUIRE(verdict.shown);
    CHECK(verdict.shown->outcome == trace::Outcome::deadlock);
    CHECK(struck(*verdict.shown) == std::vector<std::string>{"kill A while holding lock[0]"});
    const auto again = wrong.replay(kill_holder, verdict.token);
    REQUIRE(again.shown);
    CHECK(trace::fingerprint(*again.shown) == trace::fingerprint(*verdict.shown));
}

TEST_CASE("killed at every call: each moment is played, the one that fails is shown, and its token brings it back") {
    const std::string every = with(kill_holder, "while_holding = { sem = \"lock\", num = 0 }", "at = \"every call\"");
    const auto right = Course{}.grade(every);
    CHECK(right.points == 3);
    CHECK(right.coverage.find("at 8 moments") != std::string::npos); // two semget, two semop: before and after each
    const Course wrong{"0"};
    const auto verdict = wrong.grade(every);
    CHECK(verdict.points == 0);
    REQUIRE(verdict.shown);
    CHECK(struck(*verdict.shown) == std::vector<std::string>{"kill A after semop"});
    CHECK(verdict.token.ends_with(":kill+A+after+semop"));
    const auto again = wrong.replay(every, verdict.token);
    REQUIRE(again.shown);
    CHECK(trace::fingerprint(*again.shown) == trace::fingerprint(*verdict.shown));
    CHECK_THROWS_AS(wrong.replay(kill_holder, verdict.token), ReplayRefused);
}

TEST_CASE("killed at every access while it holds the lock: who leaves half of it behind loses, and the token says where") {
    // Two halves that belong together: written one after the other, or aside first and then made valid by one write.
    constexpr auto halves = R"(#include <stdio.h>
#include <sys/sem.h>
#include <sys/shm.h>
struct page { int valid; int half[2][2]; };
static int change(int set, int by) {
    struct sembuf operation = { 0, (short)by, SEM_UNDO };
    return semop(set, &operation, 1);
}
int main(int argc, char **argv) {
    int set = semget(ftok(argv[1], 'L'), 1, 0);
    struct page *page = shmat(shmget(ftok(argv[1], 'P'), sizeof(struct page), 0), NULL, 0);
    if (set == -1 || page == (void *)-1 || change(set, -1) == -1) return 1;
    int next = ASIDE ? !page->valid : page->valid;
    page->half[next][0] = argc;
    page->half[next][1] = argc;
    page->valid = next;
    if (change(set, 1) == -1 || change(set, -1) == -1) return 1;
    printf("%s\n", page->half[page->valid][0] == page->half[page->valid][1] ? "whole" : "torn");
    return change(set, 1) == -1;
}
)";
    const std::string scenario = R"(given  = [ { object = "lock", values = [1] }, { object = "page", size = 20 } ]
play   = [
  { start = "worker", as = "A", args = ["{lock.file}"] },
  { kill = "A", at = "every access while holding" },
  { until = "A", state = "exited" },
  { start = "reader", as = "B", args = ["{lock.file}", "more"] },
]
expect = [ { actor = "B", stdout = "whole\n", exit = 0 } ]
)";
    for (const std::string aside : {"1", "0"}) {
        const Course course;
        course.workshop.submission.write("worker.c", with(halves, "ASIDE", aside));
        // B only looks.
        course.workshop.submission.write(
            "reader.c",
            with(with(halves, "ASIDE", "0"),
                 "page->half[next][0] = argc;\n    page->half[next][1] = argc;\n    page->valid = next;", "(void)next;"));
        const auto verdict = course.grade(scenario);
        INFO(verdict.coverage);
        if (aside == "1") {
            CHECK(verdict.points == 3);
            CHECK(
                verdict.coverage.ends_with("at 8 moments")); // four before it gives the lock back, four when it has it again
            continue;
        }
        CHECK(verdict.points == 0);
        REQUIRE(verdict.shown);
        CHECK(struck(*verdict.shown) == std::vector<std::string>{"kill A after access 2"});
        CHECK(verdict.token.find(":kill+A+after+access+2") != std::string::npos);
        const auto again = course.replay(scenario, verdict.token);
        REQUIRE(again.shown);
        CHECK(trace::fingerprint(*again.shown) == trace::fingerprint(*verdict.shown));
    }
}

TEST_CASE("killed at every access: writing to the file that is judged is one, writing to others is not") {
    // Writes its line unless somebody has begun to: in one write, or in two.
    constexpr auto printer = R"(#include <fcntl.h>
#include <unistd.h>
int main(void) {
    int notes = open("notes.txt", O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (notes == -1 || write(notes, "I print\n", 8) != 8) return 1;
    int file = open("out.txt", O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file == -1) return 1;
    if (lseek(file, 0, SEEK_END) > 0) return 0;
    for (int at = 0; at < 6; at += PIECE)
        if (write(file, "a line" + at, PIECE) != PIECE) return 1;
    return 0;
}
)";
    constexpr auto killed = R"(play   = [
  { start = "worker", as = "A" },
  { kill = "A", at = "every access" },
  { until = "A", state = "exited" },
  { start = "worker", as = "B" },
]
expect = [ { actor = "B", exit = 0 }, { file = "out.txt", text = "a line" } ]
)";
    const Course course;
    const auto grade_with = [&](const std::string& size) {
        course.workshop.submission.write("worker.c", "enum { PIECE = " + size + " };\n" + printer);
        return course.grade(killed);
    };
    const auto whole = grade_with("6");
    CHECK(whole.points == 3);
    CHECK(whole.coverage.ends_with("at 1 moment"));

    const auto halves = grade_with("3");
    CHECK(halves.points == 0);
    REQUIRE(halves.shown);
    CHECK(struck(*halves.shown) == std::vector<std::string>{"kill A after write"});
    const auto again = course.replay(killed, halves.token);
    REQUIRE(again.shown);
    CHECK(trace::fingerprint(*again.shown) == trace::fingerprint(*halves.shown));
}

TEST_CASE("a call is made to fail: who tries again wins, who does not loses") {
    constexpr auto scenario = R"(given  = [ { object = "lock", values = [1] } ]
play   = [ { start = "worker", args = ["{lock.file}"] }, { fail = "worker", call = "semop", errno = "EINTR" } ]
expect = [ { actor = "worker", stdout = "mine\n", exit = 0 } ]
)";
    CHECK(Course{}.grade(scenario).points == 3);
    const auto verdict = Course{"SEM_UNDO", "0"}.grade(scenario);
    CHECK(verdict.points == 0);
    REQUIRE(verdict.shown);
    CHECK(struck(*verdict.shown) == std::vector<std::string>{"fail worker semop 1 with EINTR"});
}

TEST_CASE("a moment that cannot come is told as a step that was not reached") {
    const auto verdict = Course{}.grade(R"(
play   = [ { start = "worker", args = ["{lock.file}"] }, { kill = "worker", after = "msgsnd" } ]
expect = [ { actor = "worker", stdout = "mine\n" } ]
)");
    CHECK(verdict.points == 0);
    CHECK(std::ranges::any_of(verdict.findings, [](const auto& finding) { return finding.rule == "step-not-reached"; }));
}

TEST_CASE("who is stopped goes on when the play says so, or when nobody else can") {
    for (const std::string last : {", { continue = \"A\" }", ""}) {
        INFO(last);
        const auto verdict = Course{}.grade(R"(given  = [ { object = "lock", values = [1] } ]
play   = [
  { start = "worker", as = "A", args = ["{lock.file}"] },
  { stop = "A", after = "semop" },
  { start = "worker", as = "B", args = ["{lock.file}"] },
  { until = "B", state = "blocked", call = "semop" })" +
                                            last + R"(
]
expect = [ { actor = "A", stdout = "mine\n" }, { actor = "B", stdout = "mine\n" } ]
)");
        CHECK(verdict.points == 3);
    }
}

TEST_CASE("given objects are found by the programs, and nobody is blamed for them") {
    const std::string scenario = R"(given  = [ { object = "box", messages = [{ type = 7, text = "old" }] } ]
ids    = "above zero"
play   = [ { start = "worker", args = ["{box.file}", "get"] } ]
expect = [ { actor = "worker", stdout = "id above zero: 1, no place in the table: 1\nold\n", exit = 0 }, { object = "box", exists = true, qnum = 0 } ]
)";
    const Course course;
    // The head waives what this test is about.
    auto lab = course::read_lab_text(with(head, "waive  = [\"leaked-object\", \"unchecked-failure\"]", "") + scenario,
                                     "lab.toml", "09-test/1-test");
    GradeRequest request;
    request.lab = lab;
    request.folder = course.workshop.submission.path();
    request.cache = course.workshop.cache.path();
    // Also where there is no IPC namespace, and they are made and removed one by one.
    for (const auto level : {std::optional<engine::Level>{}, std::optional{engine::Level::none}}) {
        request.level = level;
        const auto verdict = judge::grade(request);
        REQUIRE(verdict.scenarios.size() == 1);
        CHECK(verdict.scenarios[0].points == 3);
        CHECK(verdict.rules.empty());
    }
}

TEST_CASE("nobody is blamed for the mode of what was given") {
    const auto verdict = Course{}.grade(R"(given  = [ { object = "box", mode = "0000" } ]
play   = [ { start = "worker", args = ["{box.file}", "get"] } ]
expect = [ { actor = "worker", has_lines = ["EACCES"] } ]
)");
    CHECK(verdict.points == 3);
    CHECK(std::ranges::none_of(verdict.findings, [](const auto& finding) { return finding.rule == "odd-mode"; }));
}

TEST_CASE("a stranger's object needs a second user: where there is none, the scenario is not tried and does not count") {
    const auto verdict = Course{}.grade(R"(given  = [ { object = "box", owner = "stranger", mode = "0600" } ]
needs  = ["second-uid"]
play   = [ { start = "worker", args = ["{box.file}", "get"] } ]
expect = [ { actor = "worker", has_lines = ["EACCES"] } ]
)");
    if (geteuid() == 0) {
        CHECK(verdict.points == 3);
    } else {
        CHECK(verdict.not_tried);
        CHECK_FALSE(verdict.passed());
    }
}

TEST_CASE("a program can run in a folder of its own, and be told a key's number") {
    const auto verdict = Course{}.grade(R"(
play   = [
  { start = "worker", as = "A", args = ["../lock.key", "here"], cwd = "desk/left" },
  { start = "worker", as = "B", args = ["../../lock.key", "here"], cwd = "desk/left" },
]
expect = [ { actor = "A", stdout = "not here\n" }, { actor = "B", stdout = "here\n" } ]
)");
    CHECK(verdict.points == 3);
}
