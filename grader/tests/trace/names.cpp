// Names make a run readable: the same object has the same name from its first call to its last.

#include "sample.h"

#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <sys/ipc.h>

using namespace ipclab;
using namespace ipclab::trace;
using samples::add;
using samples::done;
using samples::failed;
using sysv::Kind;

namespace {

Called removal(int queue) {
    Called called = done(sysv::MsgCtl{queue, IPC_RMID, 0, std::nullopt});
    called.removed = sysv::ObjectId{Kind::queue, queue};
    return called;
}

} // namespace

TEST_CASE("objects are named in the order of their appearance, each kind for itself") {
    Trace trace;
    add(trace, 0, done(sysv::MsgGet{7, 01600}, 32768));
    add(trace, 0, done(sysv::SemGet{7, 1, 01600}, 0));
    add(trace, 0, done(sysv::MsgGet{8, 01600}, 5));
    add(trace, 0, done(sysv::MsgGet{7, 0}, 32768));
    const Names names(trace);
    CHECK(names.object({Kind::queue, 32768}, 3) == "Q0");
    CHECK(names.object({Kind::queue, 5}, 2) == "Q1");
    CHECK(names.object({Kind::semaphores, 0}, 1) == "S0");
}

TEST_CASE("an object keeps its name after its removal, and an id that is used again gets a new one") {
    Trace trace;
    add(trace, 0, done(sysv::MsgGet{7, 01600}, 3));
    add(trace, 0, removal(3));
    add(trace, 0, failed(sysv::MsgSnd{.msqid = 3}, EINVAL));
    add(trace, 0, done(sysv::MsgGet{7, 01600}, 3));
    add(trace, 0, done(sysv::MsgSnd{.msqid = 3}));
    const Names names(trace);
    CHECK(names.object({Kind::queue, 3}, 0) == "Q0");
    CHECK(names.object({Kind::queue, 3}, 1) == "Q0");
    CHECK(names.object({Kind::queue, 3}, 2) == "Q0");
    CHECK(names.object({Kind::queue, 3}, 3) == "Q1");
    CHECK(names.object({Kind::queue, 3}, 4) == "Q1");
}

TEST_CASE("an object that was there before the run is named when it is met") {
    Trace trace;
    add(trace, 0, failed(sysv::MsgRcv{.msqid = 9}, ENOMSG));
    add(trace, 0, failed(sysv::MsgRcv{.msqid = 77}, EINVAL));
    add(trace, 0, done(sysv::MsgGet{7, 0}, 4));
    const Names names(trace);
    CHECK(names.object({Kind::queue, 9}, 0) == "Q0");
    CHECK(names.object({Kind::queue, 77}, 1) == "queue 77");
    CHECK(names.object({Kind::queue, 4}, 2) == "Q1");
    CHECK(names.object({Kind::segment, 4}, 2) == "segment 4");
    CHECK(names.object({Kind::semaphores, -1}, 2) == "semaphore set -1");
}

TEST_CASE("keys are named, but for those that are none") {
    Trace trace;
    add(trace, 0, failed(sysv::MsgGet{0x42010203, 0}, ENOENT));
    add(trace, 0, done(sysv::MsgGet{0, 0600}, 1));
    add(trace, 0, done(sysv::ShmGet{-1, 10, 01600}, 1));
    const Names names(trace);
    CHECK(names.key(0x42010203) == "K0 0x42010203");
    CHECK(names.short_key(0x42010203) == "K0");
    CHECK(names.key(0) == "IPC_PRIVATE");
    CHECK(names.key(-1) == "-1");
    CHECK(names.key(5) == "0x00000005");
}

TEST_CASE("processes have the names that people gave them") {
    const Names names(samples::everything());
    CHECK(names.task(TaskId{1}) == "post/1");
    CHECK(names.task(script) == "the script");
    CHECK(names.task(TaskId{9}) == "process 9");
}

TEST_CASE("a run that goes on is named as it would be afterwards") {
    const Trace trace = samples::everything();
    Names names{Trace{}};
    for (const Task& task : trace.tasks)
        names.read(task);
    for (const Event& event : trace.events) {
        names.read(event);
        const auto* called = std::get_if<Called>(&event.what);
        if (called) CHECK(describe(called->call, names, event.index) == describe(called->call, Names(trace), event.index));
    }
    CHECK(names.task(TaskId{1}) == "post/1");
}

TEST_CASE("a semaphore's value is known from what calls left behind") {
    Trace trace;
    Called made = done(sysv::SemGet{7, 2, 01600}, 0);
    made.after = {sysv::SemaphoreSetState{.id = 0, .semaphores = {{.value = 0}, {.value = 5}}}};
    add(trace, 0, made);
    Called up = done(sysv::SemOp{.semid = 0, .nsops = 1, .sops = {{0, 1, 0}}});
    up.after = {sysv::SemaphoreSetState{.id = 0, .semaphores = {{.value = 1}, {.value = 5}}}};
    add(trace, 0, up);
    const Names names(trace);
    CHECK(names.semaphore_value({Kind::semaphores, 0}, 0, 0) == 0);
    CHECK(names.semaphore_value({Kind::semaphores, 0}, 0, 1) == 1);
    CHECK(names.semaphore_value({Kind::semaphores, 0}, 1, 7) == 5);
    CHECK_FALSE(names.semaphore_value({Kind::semaphores, 0}, 2, 1));
    CHECK_FALSE(names.semaphore_value({Kind::semaphores, 1}, 0, 1));
}
