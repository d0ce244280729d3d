// Every System V call as the trace tells it, beside what the same program printed with nobody in between.

#include "run_programs.h"

#include "engine/spawn.h"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include <sys/ipc.h>

#include <regex>

using namespace ipclab::engine::tests;
using namespace ipclab;

namespace {

/// The programs' own uid and gid, which they set as the owner's.
std::string owner() {
    const auto who = engine::student_identity();
    return fmt::format("owner {}:{}", who.uid, who.gid);
}

/// The calls of a sample, once it has been seen that it printed what it prints without us. Addresses differ between machines.
std::vector<std::string> calls_of(const std::string& name) {
    const auto run = run_programs({{name}});
    const auto native = run_natively({name});
    CHECK(run.output() == native.output);
    CHECK(run.status() == native.status);
    auto calls = run.calls();
    for (auto& call : calls)
        call = std::regex_replace(call, std::regex{"0x7f[0-9a-f]+"}, "ADDRESS");
    return calls;
}

} // namespace

TEST_CASE("calls on message queues are decoded with arguments, payload, result and errno") {
    const std::vector<std::string> expected{
        "A: msgget(K0 0x0000004c, 0) = -1 ENOENT",
        "A: msgget(K0 0x0000004c, IPC_CREAT|IPC_EXCL|0600) = Q0",
        "A: msgget(K0 0x0000004c, IPC_CREAT|IPC_EXCL|0600) = -1 EEXIST",
        R"(A: msgsnd(Q0, type 3, "hello", 5 bytes) = 0)",
        R"(A: msgsnd(Q0, type 0, "hello", 5 bytes) = -1 EINVAL)",
        "A: msgsnd(Q0, unreadable address 0x8, 5 bytes) = -1 EFAULT",
        "A: msgsnd(Q0, unreadable address ADDRESS, 100000 bytes) = -1 EINVAL",
        "A: msgsnd(Q0, unreadable address ADDRESS, -1 bytes) = -1 EINVAL",
        "A: msgrcv(Q0, room for 2 bytes, type 3) = -1 E2BIG",
        R"(A: msgrcv(Q0, room for 2 bytes, type 3, MSG_NOERROR) = 2 bytes, type 3 "he", cut from 5 bytes)",
        "A: msgrcv(Q0, room for 64 bytes, type 0, IPC_NOWAIT) = -1 ENOMSG",
        "A: msgrcv(Q0, room for -1 bytes, type 0) = -1 EINVAL",
        R"(A: msgsnd(Q0, type 5, "5", 1 byte) = 0)",
        R"(A: msgsnd(Q0, type 3, "3", 1 byte) = 0)",
        R"(A: msgsnd(Q0, type 1, "1", 1 byte) = 0)",
        R"(A: msgrcv(Q0, room for 64 bytes, type 1, MSG_COPY|IPC_NOWAIT) = 1 byte, type 3 "3")",
        R"(A: msgrcv(Q0, room for 64 bytes, type -4) = 1 byte, type 1 "1")",
        R"(A: msgrcv(Q0, room for 64 bytes, type 3, MSG_EXCEPT) = 1 byte, type 5 "5")",
        "A: msgctl(Q0, IPC_STAT) = 0 (1 message, 1 byte)",
        "A: msgrcv(Q0, room for 64 bytes, type 0) = -1 EFAULT",
        "A: msgrcv(Q0, room for 64 bytes, type 0, IPC_NOWAIT) = -1 ENOMSG",
        "A: msgctl(Q0, IPC_SET, room for 10 bytes, " + owner() + ", mode 0600) = 0",
        R"(A: msgsnd(Q0, type 5, "5ello\0\0\0", 8 bytes) = 0)",
        R"(A: msgsnd(Q0, type 5, "5ello\0\0\0", 8 bytes, IPC_NOWAIT) = -1 EAGAIN)",
        "A: msgctl(Q0, command 99) = -1 EINVAL",
        "A: msgctl(Q0, IPC_STAT) = -1 EFAULT",
        "A: msgctl(Q0, IPC_RMID) = 0",
        R"(A: msgsnd(Q0, type 5, "5ello\0\0\0", 8 bytes) = -1 EINVAL)",
        "A: msgget(IPC_PRIVATE, 0) = Q1",
        R"(A: msgsnd(Q1, type 5, "5ello\0\0\0", 8 bytes) = -1 EACCES)",
        "A: msgrcv(Q1, room for 8 bytes, type 0) = -1 EACCES",
        "A: msgctl(Q1, IPC_STAT) = -1 EACCES",
        "A: msgctl(Q1, IPC_RMID) = 0",
    };
    CHECK(calls_of("queue_calls") == expected);
}

TEST_CASE("calls on semaphore sets are decoded with operations, flags, result and errno") {
    const std::vector<std::string> expected{
        "A: semget(K0 0x0000004d, 3 semaphores, 0) = -1 ENOENT",
        "A: semget(K0 0x0000004d, 3 semaphores, IPC_CREAT|IPC_EXCL|0600) = S0",
        "A: semget(K0 0x0000004d, 3 semaphores, IPC_CREAT|IPC_EXCL|0600) = -1 EEXIST",
        "A: semget(K0 0x0000004d, 4 semaphores, 0) = -1 EINVAL",
        "A: semctl(S0, SETALL, {4, 0, 7}) = 0",
        "A: semctl(S0, [1], SETVAL, 2) = 0",
        "A: semctl(S0, [1], SETVAL, 40000) = -1 ERANGE",
        "A: semctl(S0, [9], GETVAL) = -1 EINVAL",
        "A: semctl(S0, [1], GETVAL) = 2",
        "A: semctl(S0, GETALL) = 0, {4, 2, 7}",
        "A: semop(S0, [0] -1, [2] +1 SEM_UNDO) = 0",
        "A: semop(S0, 501 operations at unreadable address ADDRESS) = -1 E2BIG",
        "A: semop(S0, no operation) = -1 EINVAL",
        "A: semop(S0, 1 operations at unreadable address 0x8) = -1 EFAULT",
        "A: semop(S0, [9] +1) = -1 EFBIG",
        "A: semop(S0, [1] -3 IPC_NOWAIT) = -1 EAGAIN",
        "A: semop(S0, [1] 0 IPC_NOWAIT) = -1 EAGAIN",
        "A: semop(S0, [2] +32767) = -1 ERANGE",
        "A: semop(semaphore set -1, [0] +1) = -1 EINVAL",
        "A: semop(S0, [0] +1, [1] -3 IPC_NOWAIT) = -1 EAGAIN",
        "A: semtimedop(S0, [1] -3, at most 2 ms) = -1 EAGAIN",
        "A: semtimedop(S0, [0] -1, at most -1 ns) = -1 EINVAL",
        "A: semctl(S0, [0], GETNCNT) = 0",
        "A: semctl(S0, [0], GETZCNT) = 0",
        "A: semctl(S0, IPC_STAT) = 0",
        "A: semctl(S0, IPC_SET, " + owner() + ", mode 00) = 0",
        "A: semctl(S0, [0], GETVAL) = -1 EACCES",
        "A: semop(S0, [0] +1) = -1 EACCES",
        "A: semctl(S0, IPC_RMID) = 0",
        "A: semop(S0, [0] +1) = -1 EINVAL",
    };
    CHECK(calls_of("semaphore_calls") == expected);
}

TEST_CASE("calls on shared memory are decoded, and shmdt knows its segment") {
    const std::vector<std::string> expected{
        "A: shmget(K0 0x0000004e, 100 bytes, 0) = -1 ENOENT",
        "A: shmget(K0 0x0000004e, 100 bytes, IPC_CREAT|IPC_EXCL|0600) = M0",
        "A: shmget(K0 0x0000004e, 100 bytes, IPC_CREAT|IPC_EXCL|0600) = -1 EEXIST",
        "A: shmget(K0 0x0000004e, 5000 bytes, 0) = -1 EINVAL",
        "A: shmget(IPC_PRIVATE, 0 bytes, 0600) = -1 EINVAL",
        "A: shmat(M0) = ADDRESS",
        "A: shmat(M0, SHM_RDONLY) = ADDRESS",
        "A: shmat(segment -1) = -1 EINVAL",
        "A: shmat(M0, at 0x1) = -1 EINVAL",
        "A: shmctl(M0, IPC_STAT) = 0 (100 bytes, attached 2 times)",
        "A/1: shmdt(M0) = 0",
        "A: shmctl(M0, IPC_STAT) = 0 (100 bytes, attached 2 times)",
        "A: shmdt(M0) = 0",
        "A: shmdt(ADDRESS) = -1 EINVAL",
        "A: shmctl(M0, command 99) = -1 EINVAL",
        "A: shmctl(M0, IPC_RMID) = 0",
        "A: shmget(K0 0x0000004e, 100 bytes, 0) = -1 ENOENT",
        "A: shmdt(M0) = 0",
        "A: shmctl(M0, IPC_STAT) = -1 EINVAL",
        "A: shmget(IPC_PRIVATE, 100 bytes, 0) = M1",
        "A: shmat(M1) = -1 EACCES",
        "A: shmctl(M1, IPC_RMID) = 0",
    };
    CHECK(calls_of("segment_calls") == expected);
}

TEST_CASE("a call is told with the place in the source that made it") {
    const auto run = run_programs({{"queue_calls"}});
    for (const auto& event : run.trace.events) {
        if (!std::holds_alternative<trace::Called>(event.what)) continue;
        REQUIRE(event.where);
        CHECK(event.where->function == "main");
        CHECK(event.where->file.ends_with("queue_calls.c"));
        CHECK(event.where->line > 0);
    }
}

TEST_CASE("the state after a call is what IPC_STAT says") {
    const auto run = run_programs({{"queue_calls"}});
    std::vector<std::uint64_t> counts;
    for (const auto& event : run.trace.events) {
        const auto* called = std::get_if<trace::Called>(&event.what);
        if (called == nullptr) continue;
        for (const auto& state : called->after)
            counts.push_back(std::get<sysv::QueueState>(state).qnum);
        const auto* call = std::get_if<sysv::Call>(&called->call);
        const auto* control = call != nullptr ? std::get_if<sysv::MsgCtl>(call) : nullptr;
        if (control == nullptr || control->cmd != IPC_STAT || !called->result.ok()) continue;
        CHECK(control->state->qnum == counts.back());
    }
    CHECK(counts == std::vector<std::uint64_t>{0, 1, 0, 1, 2, 3, 3, 2, 1, 0, 1, 0});
}
