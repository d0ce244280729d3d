// The words that a student reads. One regular form for all calls, arguments in the order of the man page.

#include "sample.h"
#include "trace/wording.h"

#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <csignal>
#include <sys/sem.h>

using namespace ipclab;
using namespace ipclab::trace;
using namespace std::chrono_literals;
using sysv::Kind;

namespace {

const Trace& run() {
    static const Trace trace = samples::everything();
    return trace;
}

constexpr EventIndex end = 1000;

std::string text(const Call& call) { return describe(call, Names(run()), end); }
std::string result(const Call& call, std::int64_t value) { return describe(Result{value, 0}, call, Names(run()), end); }
std::string error(const Call& call, int number) { return describe(Result{-1, number}, call, Names(run()), end); }
std::string wait(const WaitsFor& waits_for) { return describe(waits_for, Names(run()), end); }

} // namespace

TEST_CASE("queue calls") {
    CHECK(text(sysv::MsgGet{0x42010203, 01600}) == "msgget(K0 0x42010203, IPC_CREAT|0600)");
    sysv::MsgSnd send{.msqid = 0, .msgp = 0x1000, .msgsz = 6, .message = sysv::Message{1, "hello\n"}};
    CHECK(text(send) == R"(msgsnd(Q0, type 1, "hello\n", 6 bytes))");
    send.msgflg = 04000;
    CHECK(text(send) == R"(msgsnd(Q0, type 1, "hello\n", 6 bytes, IPC_NOWAIT))");
    // NULs at the end: a few are shown, many are not.
    CHECK(message_text(std::string_view{"hi\0\0\0", 5}) == R"("hi\0\0\0")");
    CHECK(message_text("hi" + std::string(98, '\0')) == R"("hi\0…")");
    CHECK(message_text(std::string(98, '\0') + "hi") == R"("(\0 98 times)hi")");
    CHECK(message_text(std::string(100, '\0')) == R"("\0…")");
    CHECK(message_text("") == R"("")");
    CHECK(text(sysv::MsgSnd{.msqid = 0, .msgp = 0x10, .msgsz = 1}) == "msgsnd(Q0, unreadable address 0x10, 1 byte)");
    CHECK(text(sysv::MsgRcv{.msqid = 0, .msgsz = 64, .msgtyp = -3, .msgflg = 010000}) ==
          "msgrcv(Q0, room for 64 bytes, type -3, MSG_NOERROR)");
    CHECK(text(sysv::MsgRcv{.msqid = -1, .msgsz = ~std::uint64_t{0}}) == "msgrcv(queue -1, room for -1 bytes, type 0)");
    CHECK(text(sysv::MsgCtl{.msqid = 0, .cmd = IPC_RMID}) == "msgctl(Q0, IPC_RMID)");
}

TEST_CASE("semaphore calls") {
    CHECK(text(sysv::SemGet{0, 2, 0600}) == "semget(IPC_PRIVATE, 2 semaphores, 0600)");
    CHECK(text(sysv::SemOp{.semid = 0, .nsops = 1, .sops = {{0, -1, SEM_UNDO}}}) == "semop(S0, [0] -1 SEM_UNDO)");
    CHECK(text(sysv::SemOp{.semid = 0, .nsops = 3, .sops = {{0, 0, 0}, {0, 1, 0}, {10, -20, IPC_NOWAIT}}}) ==
          "semop(S0, [0] 0, [0] +1, [10] -20 IPC_NOWAIT)");
    CHECK(text(sysv::SemOp{.semid = 0, .nsops = 1, .sops = {{1, -1, 0}}, .timeout = 500ms}) ==
          "semtimedop(S0, [1] -1, at most 500 ms)");
    CHECK(text(sysv::SemOp{.semid = 0, .nsops = 0}) == "semop(S0, no operation)");
    CHECK(text(sysv::SemCtl{.semid = 0, .semnum = 0, .cmd = SETVAL, .arg = 1}) == "semctl(S0, [0], SETVAL, 1)");
    CHECK(text(sysv::SemCtl{.semid = 0, .semnum = 0, .cmd = SETVAL, .arg = 0xffffffff}) == "semctl(S0, [0], SETVAL, -1)");
    CHECK(text(sysv::SemCtl{.semid = 0, .semnum = 1, .cmd = GETVAL, .arg = 99}) == "semctl(S0, [1], GETVAL)");
    CHECK(text(sysv::SemCtl{.semid = 0, .cmd = SETALL, .array = {1, 0}}) == "semctl(S0, SETALL, {1, 0})");
    CHECK(text(sysv::SemCtl{.semid = 0, .cmd = IPC_RMID}) == "semctl(S0, IPC_RMID)");
}

TEST_CASE("shared memory calls") {
    CHECK(text(sysv::ShmGet{0x42010203, 4096, 01600}) == "shmget(K0 0x42010203, 4096 bytes, IPC_CREAT|0600)");
    CHECK(text(sysv::ShmAt{.shmid = 0}) == "shmat(M0)");
    CHECK(text(sysv::ShmAt{.shmid = 0, .shmaddr = 0x1000, .shmflg = 010000}) == "shmat(M0, at 0x1000, SHM_RDONLY)");
    CHECK(text(sysv::ShmDt{.shmaddr = 0x1000, .shmid = 0}) == "shmdt(M0)");
    CHECK(text(sysv::ShmDt{.shmaddr = 1}) == "shmdt(0x1)");
    CHECK(text(sysv::ShmCtl{.shmid = 0, .cmd = IPC_STAT}) == "shmctl(M0, IPC_STAT)");
}

TEST_CASE("other calls") {
    CHECK(text(Transfer{"write", 4, "pipe 3", "hi"}) == R"(write(fd 4, pipe 3, "hi", 2 bytes))");
    CHECK(text(Transfer{"read", 0, "terminal", ""}) == "read(fd 0, terminal)");
    CHECK(text(WaitCall{"wait4", -1, 1, {}, 0}) == "wait4(any child, WNOHANG)");
    CHECK(text(KillCall{"kill", 101, SIGTERM, {TaskId{1}}}) == "kill(post/1, SIGTERM)");
    CHECK(text(KillCall{"kill", 0, 0, {}}) == "kill(its own process group, 0)");
    CHECK(text(TimeCall{"alarm", 3s}) == "alarm(3 s)");
    CHECK(text(OtherCall{"pause", {}}) == "pause()");
}

TEST_CASE("results") {
    CHECK(result(sysv::MsgGet{}, 0) == "Q0");
    CHECK(result(sysv::MsgSnd{}, 0) == "0");
    CHECK(result(sysv::MsgRcv{.message = sysv::Message{3, "hello"}}, 5) == R"(5 bytes, type 3 "hello")");
    CHECK(result(sysv::MsgRcv{.message = sysv::Message{3, "h"}, .full_size = 5}, 1) ==
          R"(1 byte, type 3 "h", cut from 5 bytes)");
    CHECK(result(sysv::SemCtl{.cmd = GETVAL}, 7) == "7");
    CHECK(result(sysv::SemCtl{.cmd = GETALL, .array = {1, 0}}, 0) == "0, {1, 0}");
    CHECK(result(sysv::MsgCtl{.cmd = IPC_STAT, .state = sysv::QueueState{.qnum = 1, .cbytes = 6}}, 0) ==
          "0 (1 message, 6 bytes)");
    CHECK(result(sysv::ShmAt{}, 0x1000) == "0x1000");
    CHECK(result(Transfer{"read", 3, "pipe 3", "hi"}, 2) == R"(2 bytes "hi")");
    CHECK(result(Transfer{"read", 3, "pipe 3", ""}, 0) == "0 (end of input)");
    CHECK(result(WaitCall{"wait4", -1, 0, TaskId{1}, 3 << 8}, 101) == "post/1 exited with status 3");
    CHECK(result(WaitCall{"wait4", -1, 0, TaskId{1}, SIGKILL}, 101) == "post/1 was killed by SIGKILL");
    CHECK(result(WaitCall{"wait4", -1, 1, {}, 0}, 0) == "0 (no child has ended yet)");
}

TEST_CASE("errors are told for the call that failed") {
    CHECK(error(sysv::MsgRcv{}, ENOMSG) == "-1 ENOMSG (no message of the wanted type)");
    CHECK(error(sysv::MsgRcv{}, EIDRM) == "-1 EIDRM (the message queue was removed)");
    CHECK(error(sysv::MsgGet{}, EEXIST) == "-1 EEXIST (there is a message queue with this key already)");
    CHECK(error(sysv::MsgSnd{.message = sysv::Message{0, ""}}, EINVAL) == "-1 EINVAL (a message's type must be at least 1)");
    CHECK(error(sysv::SemOp{}, EFBIG) == "-1 EFBIG (the set has no semaphore of this number)");
    CHECK(error(sysv::SemOp{.sops = {{0, -1, IPC_NOWAIT}}}, EAGAIN) ==
          "-1 EAGAIN (it would have to wait, and IPC_NOWAIT says not to)");
    CHECK(error(sysv::SemOp{.sops = {{0, -1, 0}}, .timeout = 1s}, EAGAIN) == "-1 EAGAIN (the time was over)");
    CHECK(error(sysv::ShmGet{}, ENOENT) == "-1 ENOENT (no shared memory segment has this key)");
    CHECK(error(WaitCall{"wait4", -1, 0, {}, 0}, ECHILD) == "-1 ECHILD (there is no child to wait for)");
    CHECK(error(OtherCall{"open", {}}, ENOENT) == "-1 ENOENT (No such file or directory)");
}

TEST_CASE("what somebody waits for") {
    using Wanted = WaitsFor::What;
    const sysv::ObjectId queue{Kind::queue, 0};
    const sysv::ObjectId set{Kind::semaphores, 0};
    CHECK(wait({.what = Wanted::message, .object = queue}) == "a message in Q0");
    CHECK(wait({.what = Wanted::message, .object = queue, .msgtyp = 3}) == "a message of type 3 in Q0");
    CHECK(wait({.what = Wanted::message, .object = queue, .msgtyp = -3}) == "a message of type 3 or lower in Q0");
    CHECK(wait({.what = Wanted::message, .object = queue, .msgtyp = 3, .msgflg = 020000}) ==
          "a message of any type but 3 in Q0");
    CHECK(wait({.what = Wanted::room, .object = queue}) == "room in Q0");
    CHECK(wait({.what = Wanted::increase, .object = set, .semnum = 1, .amount = -1}) == "S0[1] to reach 1 (it is 0)");
    CHECK(wait({.what = Wanted::zero, .object = set, .semnum = 0}) == "S0[0] to be 0 (it is 1)");
    CHECK(wait({.what = Wanted::child}) == "a child to end");
    CHECK(wait({.what = Wanted::child, .who = {TaskId{0}, TaskId{1}}}) == "post or post/1 to end");
    CHECK(wait({.what = Wanted::data, .channel = "pipe 3"}) == "something to read from pipe 3");
    CHECK(wait({.what = Wanted::unmodelled}) == "something that we cannot see");
}

TEST_CASE("times are told in the unit that fits, and none is rounded") {
    CHECK(duration_text(2s) == "2 s");
    CHECK(duration_text(1500ms) == "1.5 s");
    CHECK(duration_text(500ms) == "500 ms");
    CHECK(duration_text(20us) == "20 µs");
    CHECK(duration_text(7ns) == "7 ns");
    CHECK(duration_text(0ns) == "0 s");
    CHECK(duration_text(1000000001ns) == "1.000000001 s");
}
