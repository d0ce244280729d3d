// Files of a scenario: those that are there before, and those that programs leave behind.

#include "course/read_lab.h"
#include "engine/left_file.h"
#include "judge/grade.h"

#include "folder.h"

#include <catch2/generators/catch_generators.hpp>
#include <sys/stat.h>

using namespace ipclab;
using namespace ipclab::judge;

namespace {

constexpr auto head = R"(
format = 1
title  = "Test"
[programs]
clerk  = ["clerk"]
[keys]
box    = { kind = "queue", file = "box.key", proj = "B" }
[[scenario]]
name   = "one"
points = 3
values = { a = { word = 6 } }
)";

/// Shows what it is told to: "cat FILE", "same FILE FILE" (one inode), "twins FILE FILE" (two, and one key), "key FILE" (its parts), "write FILE TEXT...", "folder FILE", "link FILE TO".
constexpr auto clerk = R"(#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <unistd.h>
int main(int argc, char **argv) {
    struct stat one, other;
    if (argc < 3) return 2;
    if (strcmp(argv[1], "cat") == 0) {
        FILE *file = fopen(argv[2], "r");
        if (!file) { perror(argv[2]); return 1; }
        for (int c; (c = getc(file)) != EOF;) putchar(c);
        return 0;
    }
    if (strcmp(argv[1], "same") == 0) {
        if (stat(argv[2], &one) == -1 || stat(argv[3], &other) == -1) { perror("stat"); return 1; }
        printf("%s\n", one.st_ino == other.st_ino && ftok(argv[2], 1) == ftok(argv[3], 1) ? "same" : "different");
        return 0;
    }
    if (strcmp(argv[1], "twins") == 0) {
        if (stat(argv[2], &one) == -1 || stat(argv[3], &other) == -1) { perror("stat"); return 1; }
        printf("%s\n", one.st_ino != other.st_ino && ftok(argv[2], 'B') == ftok(argv[3], 'B') ? "twins" : "no twins");
        return 0;
    }
    if (strcmp(argv[1], "key") == 0) {
        if (stat(argv[2], &one) == -1) { perror("stat"); return 1; }
        printf("%02x %02x %04x 0x%08x\n", 'B', (unsigned)(one.st_dev & 0xff), (unsigned)(one.st_ino & 0xffff), ftok(argv[2], 'B'));
        return 0;
    }
    if (strcmp(argv[1], "folder") == 0) return stat(argv[2], &one) == -1 || !S_ISDIR(one.st_mode) || access(argv[2], W_OK) == -1;
    if (strcmp(argv[1], "link") == 0) return symlink(argv[3], argv[2]) == -1;
    int file = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file == -1) { perror(argv[2]); return 1; }
    for (int i = 3; i < argc; i++) dprintf(file, "%s\n", argv[i]);
    return 0;
}
)";

ScenarioVerdict grade(const std::string& scenario, std::optional<engine::Level> level = {}) {
    if (!engine::probe().can_run()) SKIP("this machine cannot run programs under control");
    const Workshop workshop;
    workshop.submission.write("clerk.c", clerk);
    GradeRequest request;
    request.lab = course::read_lab_text(head + scenario, "lab.toml", "09-test/1-test");
    request.folder = workshop.submission.path();
    request.cache = workshop.cache.path();
    request.level = level;
    auto verdict = judge::grade(request);
    REQUIRE(verdict.scenarios.size() == 1);
    INFO(verdict.scenarios[0].grader_error.value_or(verdict.grader_error.value_or("")));
    CHECK_FALSE(verdict.scenarios[0].grader_error);
    return std::move(verdict.scenarios[0]);
}

} // namespace

TEST_CASE("the files of a scenario are there before the play, and belong to the programs", "[files]") {
    const auto verdict = grade(R"(files  = [
  { name = "a.txt", text = "{a} {box.file}\n" },
  { name = "b.txt", link = "a.txt" },
  { name = "desk/c.txt", symlink = "a.txt" },
  { name = "k", symlink = "box.key" },
  { name = "empty", folder = true },
]
play   = [
  { start = "clerk", as = "A", args = ["cat", "desk/c.txt"] },
  { start = "clerk", as = "B", args = ["same", "a.txt", "b.txt"] },
  { start = "clerk", as = "C", args = ["same", "k", "box.key"] },
  { start = "clerk", as = "D", args = ["folder", "empty"] },
  { until = "A", state = "exited" },
  { start = "clerk", as = "E", args = ["write", "b.txt", "changed"] },
]
expect = [
  { actor = "A", stdout = "{a} box.key\n", exit = 0 },
  { actor = "B", stdout = "same" }, { actor = "C", stdout = "same" }, { actor = "D", exit = 0 }, { actor = "E", exit = 0 },
  { file = "a.txt", text = "changed" }, { file = "desk/c.txt", has_lines = ["changed"] },
]
)");
    INFO((verdict.findings.empty() ? "" : verdict.findings[0].message));
    CHECK(verdict.points == 3);
}

TEST_CASE("what lies beside a run's folder is not the programs'", "[files]") {
    if (geteuid() != 0) SKIP("programs have our own rights");
    const auto level = GENERATE(std::optional<engine::Level>(), std::optional(engine::Level::none));
    const auto verdict = grade(R"(play   = [
  { start = "clerk", as = "A", args = ["folder", "."] },
  { start = "clerk", as = "B", args = ["folder", ".."] },
]
expect = [ { actor = "A", exit = 0 }, { actor = "B", exit = 1 } ]
)",
                               level);
    INFO((verdict.findings.empty() ? "" : verdict.findings[0].message));
    CHECK(verdict.points == 3);
}

TEST_CASE("a twin is another file with the same key, in each order of a run", "[files]") {
    // With a file system of the run's own, and in one that the machine has: whether that gives a twin is up to it.
    const auto level = GENERATE(std::optional<engine::Level>(), std::optional(engine::Level::none));
    const auto verdict = grade(R"(files  = [
  { name = "a", twin = "box.key" },
  { name = "desk/b", twin = "a" },
]
play   = [
  { start = "clerk", as = "A", args = ["twins", "a", "box.key"] },
  { start = "clerk", as = "B", args = ["twins", "a", "desk/b"] },
  { until = "A", state = "exited" },
  { start = "clerk", as = "C", args = ["write", "a", "changed"] },
  { start = "clerk", as = "D", args = ["write", "box.key", "changed, too"] },
]
expect = [
  { actor = "A", stdout = "twins", exit = 0 }, { actor = "B", stdout = "twins", exit = 0 },
  { actor = "C", exit = 0 }, { actor = "D", exit = 0 },
  { file = "a", text = "changed" }, { file = "box.key", text = "changed, too" },
]
)",
                               level);
    if (verdict.not_tried) SKIP(*verdict.not_tried);
    INFO((verdict.findings.empty() ? "" : verdict.findings[0].message));
    CHECK(verdict.points == 3);
}

TEST_CASE("a key can be expected in its parts", "[files]") {
    const auto verdict = grade(R"(play   = [ { start = "clerk", args = ["key", "{box.file}"] } ]
expect = [ { actor = "clerk", stdout = "{box.key:proj} {box.key:device} {box.key:inode} 0x{box.key:proj}{box.key:device}{box.key:inode}" } ]
)");
    INFO((verdict.findings.empty() ? "" : verdict.findings[0].message));
    CHECK(verdict.points == 3);
}

TEST_CASE("a file that is left behind is judged whole", "[files]") {
    const auto play = [](const std::string& expect) {
        return grade(R"(play   = [ { start = "clerk", args = ["write", "spool.out", "{a}", "two"] } ]
expect = [ )" + expect +
                     " ]\n");
    };
    CHECK(play(R"({ file = "spool.out", text = "{a}\ntwo" }, { file = "x", exists = false })").points == 3);
    const auto wrong = play(R"({ file = "spool.out", text = "one\ntwo\n" })");
    CHECK(wrong.points == 0);
    CHECK(wrong.findings.at(0).rule == "wrong-output");
    CHECK(wrong.findings.at(0).message.starts_with("in the file spool.out, line 1 should be \"one\", but is "));
    CHECK(play(R"({ file = "spool.out", exists = false })").points == 0);
    CHECK(play(R"({ file = "spool.out", lines = ["two", "{a}"] })").points == 3);
    const auto too_often = play(R"({ file = "spool.out", lines = ["two", "{a}", "two"] })");
    CHECK(too_often.points == 0);
    CHECK(too_often.findings.at(0).message.starts_with("in the file spool.out, "));
    CHECK(play(R"({ file = "spool.out", lines = ["two"] })").points == 0);
}

TEST_CASE("a link that leads out of the folder is not followed", "[files]") {
    const auto verdict = grade(R"(play   = [ { start = "clerk", args = ["link", "spool.out", "/etc/passwd"] } ]
expect = [ { file = "spool.out", has_lines = ["x"] } ]
)");
    REQUIRE(verdict.points == 0);
    CHECK(verdict.findings.at(0).message.find("a link that leads out of the folder") != std::string::npos);
    CHECK(verdict.findings.at(0).seen.find("root:") == std::string::npos);
}

TEST_CASE("only regular files of the folder are read, and none that is too large", "[files]") {
    using Is = trace::FileLeft::Is;
    const Folder folder, elsewhere;
    elsewhere.write("secret", "x");
    const auto path = [&](const char* name) { return folder.path() / name; };
    const auto left = [&](const char* name) { return engine::left_file(folder.path(), name); };
    folder.write("a", std::string("one\0two\n", 8));
    folder.write("most", std::string(256 << 10, 'x'));
    folder.write("larger", std::string((256 << 10) + 1, 'x'));
    std::filesystem::create_directory(path("d"));
    std::filesystem::create_symlink("../a", path("d") / "a");
    std::filesystem::create_symlink(elsewhere.path() / "secret", path("out"));
    std::filesystem::create_symlink(elsewhere.path(), path("away"));
    std::filesystem::create_symlink("loop", path("loop"));
    REQUIRE(mkfifo(path("fifo").c_str(), 0600) == 0);
    CHECK(left("a").bytes == std::string("one\0two\n", 8));
    CHECK(left("a").is == Is::regular);
    CHECK(left("d/a").is == Is::regular);
    CHECK(left("most").bytes.size() == 256 << 10);
    CHECK(left("larger").is == Is::too_large);
    CHECK(left("larger").bytes.empty());
    CHECK(left("b").is == Is::missing);
    CHECK(left("a/b").is == Is::missing);
    for (const char* other : {"d", "out", "away/secret", "loop", "fifo", "../"}) {
        INFO(other);
        CHECK(left(other).is == Is::another);
    }
    CHECK_THROWS(engine::left_file("/nowhere/at/all", "a"));
}
