// Two runs are the same if and only if their normalised texts are equal: repeatability is tested with it, and runs are counted.

#include "sample.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cerrno>
#include <sys/ipc.h>

using namespace ipclab;
using namespace ipclab::trace;
using Catch::Matchers::ContainsSubstring;
using samples::add;
using samples::done;
using samples::everything;

namespace {

sysv::Call& ipc_call(Trace& trace, std::size_t event) {
    return std::get<sysv::Call>(std::get<Called>(trace.events.at(event).what).call);
}

} // namespace

TEST_CASE("what the kernel happened to choose does not count") {
    samples::Chosen other;
    other.queue = 32768;
    other.set = 7;
    other.segment = 9;
    other.key = 0x51223344;
    other.sender = 4711;
    other.receiver = 4712;
    other.stack = 0x7ffd12340000;
    other.shared = 0x7fab00000000;
    CHECK(normalised(everything(other)) == normalised(everything()));
    CHECK(fingerprint(everything(other)) == fingerprint(everything()));
}

TEST_CASE("each of them for itself does not count") {
    const std::string text = normalised(everything());
    CHECK(normalised(everything({.queue = 5})) == text);
    CHECK(normalised(everything({.set = 5})) == text);
    CHECK(normalised(everything({.segment = 5})) == text);
    CHECK(normalised(everything({.key = 5})) == text);
    CHECK(normalised(everything({.sender = 5})) == text);
    CHECK(normalised(everything({.receiver = 5})) == text);
    CHECK(normalised(everything({.stack = 0x7ffe00000000})) == text);
    CHECK(normalised(everything({.shared = 0x7ffe00000000})) == text);
}

TEST_CASE("source lines and the schedule do not count") {
    Trace moved = everything();
    moved.events.at(4).where = Location{"post.cpp", 99, "main"};
    moved.schedule = "fixed";
    CHECK(normalised(moved) == normalised(everything()));
}

TEST_CASE("what the programs did does count") {
    const std::string text = normalised(everything());
    const auto differs = [&](auto change) {
        Trace trace = everything();
        change(trace);
        CHECK(normalised(trace) != text);
        CHECK(fingerprint(trace) != fingerprint(everything()));
    };
    differs([](Trace& t) { std::get<sysv::MsgSnd>(ipc_call(t, 5)).message->text = "hullo\n"; });
    differs([](Trace& t) { std::get<sysv::MsgSnd>(ipc_call(t, 5)).message->type = 4; });
    differs([](Trace& t) { std::get<sysv::MsgGet>(ipc_call(t, 4)).msgflg = 01600; });
    differs([](Trace& t) { std::get<sysv::MsgRcv>(ipc_call(t, 7)).msgsz = 5; });
    differs([](Trace& t) { std::get<Called>(t.events.at(5).what).result.error = EAGAIN; });
    differs([](Trace& t) { std::get<Called>(t.events.at(5).what).origin = Called::Origin::fault; });
    differs([](Trace& t) { std::get<sysv::QueueState>(std::get<Called>(t.events.at(5).what).after.at(0)).qnum = 2; });
    differs([](Trace& t) { std::get<Called>(t.events.at(9).what).removed.reset(); });
    differs([](Trace& t) { t.events.at(7).time = std::chrono::seconds(3); });
    differs([](Trace& t) { t.events.at(7).task = TaskId{0}; });
    differs([](Trace& t) { t.outcome = Outcome::deadlock; });
    differs([](Trace& t) { t.left_objects.pop_back(); });
    differs([](Trace& t) { t.left_processes.clear(); });
    differs([](Trace& t) { t.waiting.pop_back(); });
    differs([](Trace& t) { std::swap(t.events.at(8).what, t.events.at(9).what); });
}

TEST_CASE("there is a line an event") {
    Trace trace;
    trace.tasks = {{TaskId{0}, "post", "post", std::nullopt, false, 100}};
    Called made = done(sysv::MsgGet{0x42010203, 01600}, 32768);
    made.after = {sysv::QueueState{.id = 32768, .perm = {.key = 0x42010203, .mode = 0600}, .qbytes = 16384}};
    add(trace, 0, made).time = std::chrono::milliseconds(1500);
    add(trace, 0, samples::failed(sysv::MsgRcv{.msqid = 32768, .msgp = 0x7ffc00001000, .msgsz = 64}, ENOMSG));
    add(trace, 0, Output{1, "a\nb\n"});
    CHECK(
        normalised(trace) ==
        "task {id=P0 actor=\"post\" name=\"post\" thread=no pid=P0}\n"
        "1.500000000 P0 called{call=msgget{key=K0 msgflg=896} result=Q0 origin=kernel after=[queue{id=Q0 perm={key=K0 uid=0 "
        "gid=0 cuid=0 cgid=0 mode=0600} qnum=0 cbytes=0 qbytes=16384 lspid=0 lrpid=0}]}\n"
        "0.000000000 P0 called{call=msgrcv{msqid=Q0 msgp=A0 msgsz=64 msgtyp=0 msgflg=0} result=ENOMSG origin=kernel}\n"
        "0.000000000 P0 output{fd=1 bytes=\"a\\nb\\n\"}\n"
        "outcome finished\n"
        "steps 0\n");
}

TEST_CASE("pids are names where they are of the run, and as they are elsewhere") {
    const std::string text = normalised(everything());
    CHECK_THAT(text, ContainsSubstring("kill{name=\"kill\" pid=-P1 sig=15"));
    CHECK_THAT(text, ContainsSubstring("wait{name=\"wait4\" pid=P1"));
    CHECK_THAT(text, ContainsSubstring("lspid=P0 lrpid=P1"));
    Trace stranger = everything();
    std::get<KillCall>(std::get<Called>(stranger.events.at(23).what).call).pid = 1;
    CHECK_THAT(normalised(stranger), ContainsSubstring("pid=1 sig=15"));
}

TEST_CASE("an id that is used again is another object") {
    Trace once, twice;
    for (Trace* trace : {&once, &twice}) {
        add(*trace, 0, done(sysv::MsgGet{7, 01600}, 3));
        Called removal = done(sysv::MsgCtl{3, IPC_RMID, 0, std::nullopt});
        removal.removed = sysv::ObjectId{sysv::Kind::queue, 3};
        add(*trace, 0, removal);
        add(*trace, 0, done(sysv::MsgGet{7, 01600}, trace == &once ? 3 : 32771));
    }
    CHECK(normalised(once) == normalised(twice));
    CHECK_THAT(normalised(once), ContainsSubstring("result=Q1"));
}

TEST_CASE("a call that waited while its object was removed speaks of the one that it waited for") {
    Trace trace;
    const sysv::ObjectId id{sysv::Kind::queue, 3};
    add(trace, 0, done(sysv::MsgGet{7, 01600}, 3));
    add(trace, 1, Blocked{sysv::Call(sysv::MsgRcv{.msqid = 3}), WaitsFor{.what = WaitsFor::What::message, .object = id}});
    Called removal = done(sysv::MsgCtl{3, IPC_RMID, 0, std::nullopt});
    removal.removed = id;
    add(trace, 0, removal);
    add(trace, 0, done(sysv::MsgGet{7, 01600}, 3));
    Called woken = samples::failed(sysv::MsgRcv{.msqid = 3}, EIDRM);
    woken.blocked = EventIndex{1};
    add(trace, 1, woken);
    CHECK_THAT(normalised(trace), ContainsSubstring("msgrcv{msqid=Q0 msgp=0 msgsz=0 msgtyp=0 msgflg=0} result=EIDRM"));
}

TEST_CASE("what lies in a register that nobody looks at does not count") {
    Trace one, other;
    add(one, 0, done(sysv::SemCtl{.semid = 0, .cmd = IPC_RMID, .arg = 1}));
    add(other, 0, done(sysv::SemCtl{.semid = 0, .cmd = IPC_RMID, .arg = 2}));
    CHECK(normalised(one) == normalised(other));
}

TEST_CASE("a fingerprint is 64 bits in hexadecimal, the same everywhere") {
    CHECK(normalised(Trace{}) == "outcome finished\nsteps 0\n");
    CHECK(fingerprint(Trace{}) == "f744fc0a2e0242a8");
}
