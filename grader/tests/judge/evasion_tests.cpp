// Code can evade the access hooks; a clean verdict on races is not to be had by that. And nobody who is right loses by our looking
// twice: what closed pages alone do not tell apart is not held against anybody.

#include "course/read_lab.h"
#include "judge/grade.h"

#include "folder.h"

#include <algorithm>

using namespace ipclab;
using namespace ipclab::judge;

namespace {

constexpr auto lab_text = R"(
format = 1
title  = "Test"
[programs]
adder  = ["adder"]
[keys]
page   = { kind = "segment", file = "page.key", proj = "P" }
[rules]
points = 4
[[scenario]]
name   = "one-after-the-other"
points = 3
play   = [
  { start = "adder", as = "A", args = ["{page.file}", "stay"] },
  { until = "A", state = "exited" },
  { start = "adder", as = "B", args = ["{page.file}"] },
]
expect = [ { actor = "B", exit = 0 } ]
[[scenario]]
name   = "two-at-once"
points = 3
waive  = ["leaked-object"]
play   = [
  { start = "adder", as = "A", args = ["{page.file}", "stay"] },
  { start = "adder", as = "B", args = ["{page.file}", "stay"] },
]
expect = [ { actor = "A", exit = 0 }, { actor = "B", exit = 0 } ]
)";

/// Two processes of it use one page: each calls `add` twice, which is what the tests are about.
constexpr auto head = R"(#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#ifdef __cplusplus
#include <atomic>
#endif
struct page { int count; int lock; char text[56]; };
)";
constexpr auto tail = R"(
int main(int argc, char **argv) {
    int id = shmget(ftok(argv[1], 'P'), sizeof(struct page), IPC_CREAT | 0600);
    struct page *page = (struct page *)shmat(id, NULL, 0);
    if (page == (void *)-1) { perror("shmat"); return 1; }
    add(page);
    add(page);
    if (argc == 2) {
        printf("%d\n", page->count);
        shmctl(id, IPC_RMID, NULL);
    }
    return shmdt(page);
}
)";

LabVerdict graded(const Folder& submission, const Folder& cache, const std::string& name, const std::string& add) {
    submission.write(name, head + add + tail);
    GradeRequest request;
    request.lab = course::read_lab_text(lab_text, "lab.toml", "09-test/1-test");
    request.folder = submission.path();
    request.cache = cache.path();
    request.seed = 42;
    request.runs = 40;
    auto verdict = judge::grade(request);
    for (const auto& build : verdict.builds)
        INFO(build.messages);
    for (const auto& scenario : verdict.scenarios)
        CHECK_FALSE(scenario.grader_error);
    return verdict;
}

bool machine_can() { return engine::probe().can_run(); }

std::string told(const LabVerdict& verdict) {
    std::string all;
    for (const auto& scenario : verdict.scenarios)
        for (const auto& finding : scenario.findings)
            all += scenario.name + ": " + finding.rule + ": " + finding.message + "\n";
    return all;
}

struct Way {
    const char* name;
    const char* file;
    const char* add;
};

} // namespace

TEST_CASE("who evades the hooks is seen with closed pages, and the token brings that run back", "[evasion]") {
    if (!machine_can()) SKIP("this machine cannot run programs under control");
    const Way ways[]{
        {"no_sanitize", "adder.c",
         "__attribute__((no_sanitize(\"thread\"), noinline)) static void add(struct page *page) { page->count++; }"},
        {"inline assembly", "adder.c",
         "static void add(struct page *page) { __asm__ volatile(\"incl %0\" : \"+m\"(page->count)); }"},
        {"hooks of its own", "adder.c",
         "__attribute__((used, no_sanitize(\"thread\"))) static void __tsan_read4(void *at) { (void)at; }\n"
         "__attribute__((used, no_sanitize(\"thread\"))) static void __tsan_write4(void *at) { (void)at; }\n"
         "__attribute__((used, no_sanitize(\"thread\"))) static void __tsan_read_write4(void *at) { (void)at; }\n"
         "static void add(struct page *page) { page->count++; }"},
        {"the library's own copy of a function", "adder.c",
         "static void add(struct page *page) {\n"
         "    void *(*copy)(void *, const void *, size_t) =\n"
         "        (void *(*)(void *, const void *, size_t))dlsym(RTLD_DEFAULT, \"memmove\");\n"
         "    page->count += 0;\n"
         "    copy(page->text, \"a text of some length\", 22);\n"
         "}"},
        {"no_sanitize, the writer only", "adder.c",
         "__attribute__((no_sanitize(\"thread\"), noinline)) static void put(struct page *page) { page->lock = 7; }\n"
         "static void add(struct page *page) { put(page); page->count += page->lock == 7 ? 0 : 1; }"},
    };
    const Folder cache;
    for (const auto& way : ways) {
        const Folder submission;
        const auto verdict = graded(submission, cache, way.file, way.add);
        INFO(way.name << "\n" << told(verdict));
        REQUIRE(verdict.built());
        REQUIRE(verdict.scenarios.size() == 2);
        CHECK(verdict.rule_points == 0);
        const auto& at_once = verdict.scenarios[1];
        REQUIRE_FALSE(at_once.findings.empty());
        CHECK(at_once.findings.front().rule == "data-race");
        CHECK(at_once.findings.front().level == analysis::Level::error);
        CHECK(at_once.token.ends_with(":pages"));
        REQUIRE(at_once.shown);
        const auto again = judge::replay({course::read_lab_text(lab_text, "lab.toml", "09-test/1-test"),
                                          submission.path(),
                                          cache.path(),
                                          parse_token(at_once.token),
                                          {},
                                          {}});
        REQUIRE(again.shown);
        CHECK(trace::fingerprint(*again.shown) == trace::fingerprint(*at_once.shown));
        REQUIRE_FALSE(again.findings.empty());
        CHECK(again.findings.front().rule == "data-race");
        CHECK(again.token == at_once.token);
    }
}

TEST_CASE("who is right wins all points, however the atomic is written and whatever is looked at", "[evasion]") {
    if (!machine_can()) SKIP("this machine cannot run programs under control");
    const Way ways[]{
        {"atomics of C++", "adder.cpp",
         "static void add(struct page *page) { std::atomic_ref<int>(page->count).fetch_add(2, std::memory_order_relaxed);\n"
         "    std::atomic_ref<int>(page->count)--; }"},
        {"a flag of C++", "adder.cpp",
         "static void add(struct page *page) {\n"
         "    std::atomic_ref<int> taken(page->lock);\n"
         "    while (taken.exchange(1, std::memory_order_acquire) != 0) {}\n"
         "    page->count++;\n"
         "    taken.store(0, std::memory_order_release); }"},
        {"builtins", "adder.c",
         "static void add(struct page *page) { __atomic_fetch_add(&page->count, 1, __ATOMIC_SEQ_CST); }"},
        {"builtins that are not hooked", "adder.c",
         "__attribute__((no_sanitize(\"thread\"), noinline)) static void take(struct page *page) {\n"
         "    int free = 0;\n"
         "    while (!__atomic_compare_exchange_n(&page->lock, &free, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) free = 0;\n"
         "}\n"
         "__attribute__((no_sanitize(\"thread\"), noinline)) static void give(struct page *page) {\n"
         "    __atomic_store_n(&page->lock, 0, __ATOMIC_RELEASE);\n"
         "}\n"
         "static void add(struct page *page) { take(page); page->count++; give(page); }"},
        {"a lock of three lines", "adder.c",
         "static void add(struct page *page) {\n"
         "    int taken = 1;\n"
         "    do __asm__ volatile(\"xchgl %0, %1\" : \"+r\"(taken), \"+m\"(page->lock) : : \"memory\"); while (taken);\n"
         "    page->count++;\n"
         "    __asm__ volatile(\"\" : : : \"memory\");\n"
         "    *(volatile int *)&page->lock = 0;\n"
         "}"},
        {"locked instructions", "adder.c",
         "static void add(struct page *page) { __asm__ volatile(\"lock; incl %0\" : \"+m\"(page->count)); }"},
        {"a spin lock of the library", "adder.c",
         "static void add(struct page *page) {\n"
         "    pthread_spinlock_t *lock = (pthread_spinlock_t *)&page->text[8];\n"
         "    int zero = 0;\n"
         "    if (__atomic_compare_exchange_n(&page->lock, &zero, 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {\n"
         "        pthread_spin_init(lock, PTHREAD_PROCESS_SHARED);\n"
         "        __atomic_store_n(&page->lock, 2, __ATOMIC_RELEASE);\n"
         "    }\n"
         "    while (__atomic_load_n(&page->lock, __ATOMIC_ACQUIRE) != 2) {}\n"
         "    pthread_spin_lock(lock);\n"
         "    page->count++;\n"
         "    pthread_spin_unlock(lock);\n"
         "}"},
    };
    const Folder cache;
    for (const auto& way : ways) {
        const Folder submission;
        const auto verdict = graded(submission, cache, way.file, way.add);
        INFO(way.name << "\n" << told(verdict));
        REQUIRE(verdict.built());
        CHECK(verdict.rules.empty());
        CHECK(verdict.rule_points == 4);
        CHECK(verdict.points == 10);
    }
}

TEST_CASE("hooks that tell all make no second look: the run with closed pages tells what they tell", "[evasion]") {
    if (!machine_can()) SKIP("this machine cannot run programs under control");
    const Folder submission, cache;
    const auto verdict = graded(submission, cache, "adder.c", "static void add(struct page *page) { page->count++; }");
    REQUIRE(verdict.built());
    const auto& at_once = verdict.scenarios[1];
    INFO(told(verdict));
    REQUIRE(at_once.shown);
    for (const auto& event : at_once.shown->events)
        if (const auto* access = std::get_if<trace::Accessed>(&event.what))
            CHECK(access->witness == trace::Accessed::Witness::hook);
}
