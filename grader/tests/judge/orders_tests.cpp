// That two programs are tried in all orders also where each run has other ids, and its key files other inodes.

#include "course/read_lab.h"
#include "judge/grade.h"

#include "folder.h"

using namespace ipclab;
using namespace ipclab::judge;

namespace {

constexpr auto lab_text = R"(
format = 1
title  = "Test"
[programs]
worker = ["worker"]
[keys]
box    = { kind = "queue", file = "box.key", proj = "B" }
lock   = { kind = "semaphores", file = "box.key", proj = "L" }
[[scenario]]
name   = "two-at-once"
points = 3
waive  = ["leaked-object"]
play   = [
  { start = "worker", as = "A", args = ["{box.file}", "HOW"] },
  { start = "worker", as = "B", args = ["{box.file}", "HOW"] },
]
expect = [ { one_of = ["A", "B"], stdout = "first\n" } ]
)";

/// Who is first? "looks" asks and then makes, "own" too, with the key of a file that it makes itself; "makes" does both at once;
/// "asks" and "counts" tell by a semaphore's value, before and after they raise it.
constexpr auto worker = R"(#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/sem.h>
int main(int argc, char **argv) {
    const char *how = argv[argc - 1];
    key_t key = ftok(argv[1], 'B');
    if (strcmp(how, "own") == 0) {
        if (open("own.key", O_CREAT | O_RDONLY, 0600) == -1) return 1;
        key = ftok("own.key", 'B');
    }
    if (strcmp(how, "looks") == 0 || strcmp(how, "own") == 0) {
        if (msgget(key, 0) != -1) return puts("second") < 0;
        return msgget(key, IPC_CREAT | 0600) == -1 || puts("first") < 0;
    }
    if (strcmp(how, "makes") == 0) return puts(msgget(key, IPC_CREAT | IPC_EXCL | 0600) != -1 ? "first" : "second") < 0;
    int set = semget(ftok(argv[1], 'L'), 1, IPC_CREAT | 0600);
    struct sembuf up = { 0, 1, 0 };
    if (strcmp(how, "asks") == 0) {
        int value = semctl(set, 0, GETVAL);
        return semop(set, &up, 1) == -1 || puts(value == 0 ? "first" : "second") < 0;
    }
    return semop(set, &up, 1) == -1 || puts(semctl(set, 0, GETVAL) == 2 ? "first" : "second") < 0;
}
)";

ScenarioVerdict verdict_of(const std::string& how, std::optional<engine::Level> level) {
    const Workshop workshop;
    workshop.submission.write("worker.c", worker);
    std::string text = lab_text;
    for (std::size_t at = 0; (at = text.find("HOW")) != std::string::npos;)
        text.replace(at, 3, how);
    GradeRequest request;
    request.lab = course::read_lab_text(text, "lab.toml", "09-test/1-test");
    request.folder = workshop.submission.path();
    request.cache = workshop.cache.path();
    request.level = level;
    return grade(request).scenarios.at(0);
}

} // namespace

TEST_CASE("who makes an object is tried in all orders", "[orders]") {
    if (!engine::probe().can_run()) SKIP("this machine cannot run programs under control");
    for (const auto level : {std::optional<engine::Level>{}, std::optional{engine::Level::none}}) {
        const auto right = verdict_of("makes", level);
        CHECK(right.points == 3);
        CHECK(right.coverage == "all 2 orders");
        CHECK(verdict_of("looks", level).points == 0);
        CHECK(verdict_of("own", level).points == 0);
        CHECK(verdict_of("asks", level).points == 0);
        CHECK(verdict_of("counts", level).points == 0);
    }
}
