// Shared memory in labs, whose programs tell of their accesses: races with both their places, bytes outside of a segment, and ways
// to synchronise that nobody follows here.

#include "course/read_lab.h"
#include "judge/grade.h"
#include "trace/trace.h"

#include "folder.h"

#include <algorithm>
#include <fmt/format.h>

using namespace ipclab;
using namespace ipclab::judge;

namespace {

constexpr auto lab_text = R"(
format = 1
title  = "Test"
[programs]
worker = ["worker"]
[keys]
page   = { kind = "segment", file = "page.key", proj = "P" }
[rules]
points = 4
[[scenario]]
name   = "one"
points = 3
play   = [ { start = "worker", args = ["{page.file}"] } ]
expect = [ { actor = "worker", exit = 0 } ]
)";

constexpr auto head = R"(#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>
#define SIZE 64
static int made;
static void *attached(const char *file) {
    made = shmget(ftok(file, 'P'), SIZE, IPC_CREAT | 0600);
    void *memory = shmat(made, NULL, 0);
    if (memory == (void *)-1) exit(1);
    return memory;
}
)";

struct Graded {
    Folder submission, cache;
    course::Lab lab = course::read_lab_text(lab_text, "lab.toml", "09-test/1-test");
    LabVerdict verdict;

    explicit Graded(const std::string& program, int runs = 20) {
        submission.write("worker.c", head + program);
        GradeRequest request;
        request.lab = lab;
        request.folder = submission.path();
        request.cache = cache.path();
        request.seed = 42;
        request.runs = runs;
        verdict = judge::grade(request);
        REQUIRE(verdict.built());
        REQUIRE(verdict.scenarios.size() == 1);
        CHECK_FALSE(verdict.scenarios[0].grader_error);
    }
    [[nodiscard]] const ScenarioVerdict& scenario() const { return verdict.scenarios[0]; }
    [[nodiscard]] const analysis::Finding* find(const std::string& rule) const {
        const auto found = std::ranges::find(scenario().findings, rule, &analysis::Finding::rule);
        return found == scenario().findings.end() ? nullptr : &*found;
    }
    /// The line of the program that ends in this comment.
    [[nodiscard]] int line(const std::string& mark) const {
        const auto text = read(submission.path() / "worker.c");
        return static_cast<int>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find(mark)), '\n')) +
               1;
    }
    [[nodiscard]] ScenarioVerdict in_order(const std::string& schedule) const {
        auto token = parse_token(scenario().token);
        token.schedule = schedule;
        return judge::replay({lab, submission.path(), cache.path(), token, {}, {}});
    }
};

bool machine_can() { return engine::probe().can_run(); }

} // namespace

TEST_CASE("an unlocked counter, four processes and a hundred times each: both lines, in every order", "[memory]") {
    if (!machine_can()) SKIP("this machine cannot run programs under control");
    const Graded graded(R"(
int main(int argc, char **argv) {
    int *counter = attached(argv[argc - 1]);
    for (int i = 0; i < 4; i++)
        if (fork() == 0) {
            for (int j = 0; j < 100; j++) {
                int next = *counter + 1; // READ
                *counter = next; // WRITE
            }
            _exit(0);
        }
    for (int i = 0; i < 4; i++) wait(NULL);
    shmctl(made, IPC_RMID, NULL);
    return 0;
}
)",
                        1);
    const auto both_lines = [&](const std::vector<analysis::Finding>& findings) {
        return std::ranges::any_of(findings, [&](const analysis::Finding& one) {
            const auto has = [&](const char* mark) {
                return one.message.find(fmt::format("worker.c:{}", graded.line(mark))) != std::string::npos;
            };
            return one.rule == "data-race" && one.level == analysis::Level::error && has("// READ") && has("// WRITE");
        });
    };
    CHECK(both_lines(graded.scenario().findings)); // in the first run
    CHECK(graded.verdict.rule_points == 0);
    for (int seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        CHECK(both_lines(graded.in_order(fmt::format("seed-{:x}", seed)).findings));
    }
}

TEST_CASE("bytes outside of the segment are found in its last page and behind it, with hooks and with closed pages",
          "[memory]") {
    if (!machine_can()) SKIP("this machine cannot run programs under control");
    for (const std::string offset : {"64", "4095", "4096", "5000"})
        for (const bool hooked : {true, false}) {
            const Graded graded(fmt::format(R"(
{} static void put(char *memory) {{ memory[{}] = 'x'; /* HERE */ }}
int main(int argc, char **argv) {{
    char *memory = attached(argv[argc - 1]);
    shmctl(made, IPC_RMID, NULL);
    put(memory);
    return 0;
}}
)",
                                            hooked ? "" : "__attribute__((no_sanitize(\"thread\"), noinline))", offset),
                                1);
            INFO(offset << (hooked ? " hooked" : " not hooked"));
            const auto* finding = graded.find("out-of-segment");
            REQUIRE(finding != nullptr);
            CHECK(finding->level == analysis::Level::error);
            REQUIRE(finding->where);
            CHECK(finding->where->line == graded.line("/* HERE */"));
            CHECK(finding->message.find(fmt::format("byte {} ", offset)) != std::string::npos);
        }
}

TEST_CASE("what may be ordered by a way that nobody follows here is advice, and costs nothing", "[memory]") {
    if (!machine_can()) SKIP("this machine cannot run programs under control");
    struct Way {
        const char *name, *before, *lock, *unlock;
    };
    const Way ways[]{
        {"flock", "int file = open(\"/proc/self/exe\", O_RDONLY);", "flock(file, LOCK_EX);", "flock(file, LOCK_UN);"},
        {"mmap",
         "static atomic_flag *lock; if (!lock) lock = mmap(NULL, 64, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, "
         "-1, 0);",
         "while (atomic_flag_test_and_set(lock)) sched_yield();", "atomic_flag_clear(lock);"},
        {"a mutex in mapped memory, by futex",
         "static pthread_mutex_t *lock; pthread_mutexattr_t shared;"
         "if (!lock) { lock = mmap(NULL, 64, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);"
         "pthread_mutexattr_init(&shared); pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);"
         "pthread_mutex_init(lock, &shared); }",
         "pthread_mutex_lock(lock);", "pthread_mutex_unlock(lock);"},
    };
    for (const auto& way : ways) {
        const bool before_fork = std::string_view(way.name) != "flock";
        const Graded graded(fmt::format(R"(
int main(int argc, char **argv) {{
    int *counter = attached(argv[argc - 1]);
    {}
    pid_t child = fork();
    {}
    for (int i = 0; i < 5; i++) {{
        {}
        ++*counter;
        {}
    }}
    if (child == 0) _exit(0);
    wait(NULL);
    shmctl(made, IPC_RMID, NULL);
    return *counter == 10 ? 0 : 1;
}}
)",
                                        before_fork ? way.before : "", before_fork ? "" : way.before, way.lock, way.unlock));
        INFO(way.name);
        CHECK(graded.verdict.points == 7);
        CHECK(graded.verdict.rules.empty());
    }
}
