// The play looks at objects, and into segments: what real programs have brought them to, as the kernel has it.

#include "course/read_lab.h"
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
[keys]
lock   = { kind = "semaphores", file = "lock.key", proj = "L" }
page   = { kind = "segment", file = "lock.key", proj = "P" }
[[scenario]]
name   = "one"
points = 3
waive  = ["leaked-object"]
values = { a = { word = 6 }, n = { number = [1000, 9999] } }
)";

/// "fill" puts a structure into the segment, waits until "let" raises the semaphore, and then changes the structure.
constexpr auto worker = R"(#include <string.h>
#include <stdlib.h>
#include <sys/sem.h>
#include <sys/shm.h>
struct page { int count; char mark; long balance; char text[12]; char end[4]; };
static int change(int set, int by) {
    struct sembuf operation = { 0, (short)by, 0 };
    return semop(set, &operation, 1);
}
int main(int argc, char **argv) {
    if (argc < 3) return 2;
    int set = semget(ftok(argv[1], 'L'), 1, IPC_CREAT | 0600);
    if (set == -1) return 1;
    if (strcmp(argv[2], "let") == 0) return change(set, 1) == -1;
    int id = shmget(ftok(argv[1], 'P'), sizeof(struct page), IPC_CREAT | 0600);
    if (id == -1) return 1;
    struct page *page = shmat(id, NULL, 0);
    if (page == (void *)-1) return 1;
    page->count = atoi(argv[4]);
    page->mark = 'X';
    page->balance = -5;
    strcpy(page->text, argv[3]);
    memcpy(page->end, "abcd", 4);
    if (change(set, -1) == -1) return 1;
    page->count++;
    return shmdt(page) == -1;
}
)";

struct Course {
    Workshop workshop;

    Course() {
        if (!engine::probe().can_run()) SKIP("this machine cannot run programs under control");
        workshop.submission.write("worker.c", worker);
    }
    [[nodiscard]] ScenarioVerdict grade(const std::string& scenario, std::optional<engine::Level> level = {}) const {
        GradeRequest request;
        request.lab = course::read_lab_text(head + scenario, "lab.toml", "09-test/1-test");
        request.folder = workshop.submission.path();
        request.cache = workshop.cache.path();
        request.seed = 42;
        request.level = level;
        auto verdict = judge::grade(request);
        REQUIRE(verdict.scenarios.size() == 1);
        INFO(verdict.scenarios[0].grader_error.value_or(verdict.grader_error.value_or("")));
        CHECK_FALSE(verdict.scenarios[0].grader_error);
        return std::move(verdict.scenarios[0]);
    }
};

/// While A waits, and when it has gone on. `waiting` and `after` are further fields of the two looks at the segment.
std::string scenario(const std::string& waiting, const std::string& after, const std::string& at_end) {
    return R"(play   = [
  { look = "page", exists = false },
  { start = "worker", as = "A", args = ["{lock.file}", "fill", "{a}", "{n}"] },
  { until = "A", state = "blocked", call = "semop" },
  { look = "lock", value = [0], "ncnt[0]" = 1, "zcnt[0]" = 0 },
  { look = "page", nattch = 1, segsz = 32)" +
           waiting + R"( },
  { start = "worker", as = "B", args = ["{lock.file}", "let"] },
  { until = "A", state = "exited" },
  { look = "page", nattch = 0)" +
           after + R"( },
  { until = "B", state = "exited" },
]
expect = [ { actor = "A", exit = 0 }, { object = "page", exists = true)" +
           at_end + " } ]\n";
}

const std::string contents =
    R"(, "int[0]" = "{n}", "char[4]" = 88, "long[8]" = -5, "text[16]" = "{a}", "text[28]" = "abcd")";

} // namespace

TEST_CASE("the state of objects and the contents of a segment are those of the moment", "[look]") {
    // Also where there is no IPC namespace of our own.
    for (const auto level : {std::optional<engine::Level>{}, std::optional{engine::Level::none}}) {
        const auto verdict = Course{}.grade(
            scenario(contents, R"(, "text[16]" = "{a}", "short[4]" = 88)", R"(, "long[8]" = -5, "char[28]" = 97)"), level);
        INFO((verdict.findings.empty() ? "" : verdict.findings[0].message));
        CHECK(verdict.points == 3);
        CHECK(verdict.coverage == "the only order"); // each look waits for somebody, so nothing else can be seen
    }
}

TEST_CASE("a look that misses is a wrong object, told with its step and the line that made it so", "[look]") {
    const auto verdict = Course{}.grade(scenario(R"(, "int[0]" = 3, "text[16]" = "other")", "", ""));
    CHECK(verdict.points == 0);
    REQUIRE_FALSE(verdict.findings.empty());
    const auto& finding = verdict.findings.front();
    CHECK(finding.rule == "wrong-object");
    CHECK(finding.message.starts_with(
        "of the shared memory segment of lock.key at step 5 of the scenario, after \"look at the "
        "semaphore set of lock.key\", the int at byte 0 should be 3, but is "));
    CHECK(finding.message.find("the text at byte 16 should be \"other\", but is \"") != std::string::npos);
    REQUIRE(finding.where);
    const auto line = 22; // strcpy
    CHECK(finding.where->line == line);
    REQUIRE(verdict.shown);
    const auto last = verdict.shown->events.at(finding.evidence.back());
    CHECK(std::get<trace::Scripted>(last.what).looked);
}

TEST_CASE("what lies in a segment at the end is judged, and what is not in it", "[look]") {
    const auto changed = Course{}.grade(scenario("", "", R"(, "int[0]" = "{n}")"));
    CHECK(changed.points == 0);
    CHECK(changed.findings.at(0).message.starts_with(
        "of the shared memory segment of lock.key at the end, the int at byte 0 should be "));
    const auto outside = Course{}.grade(scenario(R"(, "int[30]" = 0)", "", ""));
    CHECK(outside.findings.at(0).message.ends_with("the int at byte 30 should be 0, but the segment has only 32 bytes"));
    const auto early = Course{}.grade(R"(play = [ { look = "page", "int[0]" = 0, because = "It is there first" } ,
  { start = "worker", args = ["{lock.file}", "let"] } ]
)");
    CHECK(early.findings.at(0).message == "It is there first. Here the shared memory segment of lock.key should be there at "
                                          "step 1 of the scenario, but nobody made it");
}

TEST_CASE("what a look sees depends on the order: each is tried", "[look]") {
    const std::string racing = R"(play = [
  { start = "worker", as = "A", args = ["{lock.file}", "let"] },
  { look = "lock", value = [1] },
]
)";
    const auto verdict = Course{}.grade(racing);
    CHECK(verdict.points == 0); // there are orders in which A has not done it yet
    REQUIRE_FALSE(verdict.findings.empty());
    CHECK(verdict.findings[0].rule == "wrong-object");
    const auto never = Course{}.grade(R"(play = [
  { start = "worker", as = "A", args = ["{lock.file}", "let"] },
  { look = "lock", exists = false },
]
)");
    CHECK(never.points == 0);
}
